import {
  followChords,
  type ChordSight,
  type FoundParts,
  type ResultsReading,
  type ResultsSight,
} from '@/lib/cluster/results-log';
import type { ResultBackend } from '../backends/backend';
import type { Broker } from '../brokers/broker';
import { repeatPaced } from './repeat';

const LOOK_MS = 10_000;
/** A chord whose count stands still for so long is looked for in the broker, and again after twice as long each time. */
const STILL_SECONDS = 20;
const LONGEST_SECONDS = 320;
/** One that may be called nowhere is looked for anew before that is no more believed (`chord-stuck`). */
const NOWHERE_SECONDS = 40;
const MAX_SEARCHES = 2;

export interface ResultsWatchParts {
  readonly backend: () => ResultBackend | null;
  readonly broker: Pick<Broker, 'findGroup'>;
  readonly isConnected: () => boolean;
  /** No worker runs anything. */
  readonly isIdle: () => boolean;
  readonly nameOf: (uuid: string) => string | null;
  readonly now: () => number;
}

export interface ResultsWatch {
  sight(): ResultsSight | null;
  look(): Promise<void>;
  run(signal: AbortSignal, failed: (error: unknown) => void): Promise<void>;
}

/** Looks from time to time at what the result backend holds, and for the parts of chords that wait for them. */
export function createResultsWatch(parts: ResultsWatchParts): ResultsWatch {
  const { broker, now } = parts;
  let sight: ResultsSight | null = null;

  const searched = async (chord: ChordSight): Promise<ChordSight> => {
    const found = await broker.findGroup?.(chord.groupId);
    if (found === undefined) return chord;
    const { endedPart } = chord;
    const againSeconds = Math.min(LONGEST_SECONDS, 2 * (chord.parts?.againSeconds ?? STILL_SECONDS / 2));
    const isKnown = endedPart !== null && parts.nameOf(endedPart) !== null;
    return {
      ...chord,
      isOurs: chord.isOurs || found.found.length > 0 || isKnown,
      parts: { ...found, at: now(), againSeconds },
    };
  };

  const pauseOf = ({ isOurs }: ChordSight, { found, againSeconds }: FoundParts): number =>
    isOurs && found.length === 0 && parts.isIdle() ? Math.min(againSeconds, NOWHERE_SECONDS) : againSeconds;

  const look = async (): Promise<void> => {
    if (!parts.isConnected()) return;
    const reading = await parts.backend()?.look?.();
    if (reading === undefined) {
      sight = null;
      return;
    }
    const chords = followChords(sight?.chords ?? [], reading);
    const still = chords
      .filter((chord) => chord.done < chord.size && now() - chord.since >= STILL_SECONDS)
      .filter((chord) => chord.parts === null || now() - chord.parts.at >= pauseOf(chord, chord.parts))
      .slice(0, MAX_SEARCHES);
    const seen = new Map<string, ChordSight>();
    for (const chord of still) seen.set(chord.groupId, await searched(chord));
    sight = {
      reading,
      chords: chords.map((chord) => seen.get(chord.groupId) ?? chord),
      types: typesOf(reading, parts.nameOf),
    };
  };

  return {
    sight: () => sight,
    look,
    run: (signal, failed) => repeatPaced(signal, LOOK_MS, look, failed),
  };
}

function typesOf({ sample }: ResultsReading, nameOf: (uuid: string) => string | null): ResultsSight['types'] {
  const counts = new Map<string, number>();
  for (const { uuid } of sample) {
    const name = nameOf(uuid);
    if (name !== null) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a).slice(0, 5);
}
