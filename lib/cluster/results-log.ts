/** A stored result that was looked at. */
export interface ResultSample {
  readonly uuid: string;
  readonly bytes: number | null;
  /** null: it has no expiry and stays for ever. */
  readonly expiresInSeconds: number | null;
}

/** The counter of a chord: how many of its parts have ended. */
export interface ChordCount {
  readonly groupId: string;
  readonly size: number;
  readonly done: number;
  /** Parts by their place in the header that have not ended; null when they can't be told. */
  readonly missing: readonly number[] | null;
  /** One of the parts that ended; null where it can't be told. */
  readonly endedPart: string | null;
  /** Until the counter is forgotten; null: never. */
  readonly expiresInSeconds: number | null;
}

/** What one look into a result backend found: a part of a large one. */
export interface ResultsReading {
  readonly at: number;
  /** Keys in that database, and of those looked at in this pass how many are results. */
  readonly keys: number;
  readonly looked: number;
  readonly results: number;
  readonly sample: readonly ResultSample[];
  readonly chords: readonly ChordCount[];
}

/** A part of a chord that was found in the broker. */
export interface ChordPart {
  readonly uuid: string;
  readonly name: string | null;
  readonly index: number | null;
  readonly queue: string | null;
  readonly in: 'queue' | 'unacked';
}

/** What a search of the broker found. */
export interface FoundParts {
  readonly found: readonly ChordPart[];
  /** What is not among them is not there. */
  readonly everywhere: boolean;
  readonly at: number;
  /** It is not looked for again before so long. */
  readonly againSeconds: number;
}

export interface ChordSight extends ChordCount {
  /** A part of it was seen here: another application may keep its results in the same database. */
  readonly isOurs: boolean;
  readonly readAt: number;
  /** Since when its count is the same, our clock. */
  readonly since: number;
  /** Parts that the broker holds; null: not looked for since its count changed. */
  readonly parts: FoundParts | null;
}

export interface ResultsSight {
  readonly reading: ResultsReading;
  readonly chords: readonly ChordSight[];
  /** Types of the results in the sample, the most frequent first. */
  readonly types: readonly (readonly [name: string, count: number])[];
}

/** The chords of a reading, each with what is known of it from before while its count is the same. */
export function followChords(before: readonly ChordSight[], { chords, at }: ResultsReading): readonly ChordSight[] {
  const known = new Map(before.map((chord) => [chord.groupId, chord]));
  return chords.map((chord) => {
    const last = known.get(chord.groupId);
    const isSame = last?.done === chord.done && last.size === chord.size;
    const kept = { isOurs: last?.isOurs ?? false, parts: isSame ? last.parts : null };
    return { ...chord, ...kept, readAt: at, since: isSame ? last.since : at };
  });
}
