/** A reply list of a control client, and what lies in it. */
export interface ReplyList {
  readonly key: string;
  readonly messages: number;
  /** null where the server does not tell. */
  readonly bytes: number | null;
}

/** What a Redis broker tells of itself; null is "does not tell". */
export interface ServerReading {
  readonly at: number;
  /** Changes when the server is started anew, or another one took its place. */
  readonly runId: string | null;
  readonly policy: string | null;
  /** 0 is no limit. */
  readonly maxBytes: number | null;
  readonly usedBytes: number | null;
  readonly evictedKeys: number | null;
  /** Append-only file. */
  readonly appends: boolean | null;
  /** Snapshots are written from time to time, or when it ends (`save`). */
  readonly snapshots: boolean | null;
  /** The last snapshot that was written since it started, epoch seconds; null: none, or it does not tell. */
  readonly savedAt: number | null;
  /** It was started with nothing to load, and was never a replica of one that held something. */
  readonly startedEmpty: boolean | null;
  readonly clients: number | null;
  /** Reply lists that hold something, the longest first; null where they can't be looked for. */
  readonly replies: readonly ReplyList[] | null;
  /** Reply queues that are bound, of living and of dead clients. */
  readonly replyBindings: number | null;
  /** The set that they stand in. */
  readonly replyBindingKey: string;
}

/** A reply list that nobody has read from for a while. */
export interface LeftReplies extends ReplyList {
  readonly since: number;
}

/** What was seen of the server over time. */
export interface ServerSight {
  readonly reading: ServerReading;
  /** Messages that waited in all queues then; null when not known. */
  readonly ready: number | null;
  /** Evictions while we watched; null: none. */
  readonly evictions: { readonly keys: number; readonly since: number; readonly lastAt: number } | null;
  /** The last time that it was replaced while messages waited in it. */
  readonly restart: {
    readonly at: number;
    readonly readyBefore: number;
    /** How many of those workers may have taken before it went: what they held and had just ended. */
    readonly taken: number;
    /** Messages that waited in all queues when they were first read after it; null: not yet. */
    readonly readyAfter: number | null;
    readonly appends: boolean | null;
    readonly savedAt: number | null;
    /** What the one that came tells. */
    readonly startedEmpty: boolean | null;
  } | null;
  readonly left: readonly LeftReplies[];
}

/**
 * Adds a reading; `ready` are the messages that wait in all queues, null when not known, and `taken` what workers hold and
 * have just ended.
 */
export function withReading(
  before: ServerSight | null,
  reading: ServerReading,
  ready: number | null,
  taken = 0,
): ServerSight {
  return {
    reading,
    ready,
    evictions: evictionsOf(before, reading),
    restart: restartOf(before, reading, ready, taken),
    left: leftOf(before, reading),
  };
}

function isReplaced(before: ServerSight | null, { runId }: ServerReading): boolean {
  return before !== null && runId !== null && before.reading.runId !== null && before.reading.runId !== runId;
}

function evictionsOf(before: ServerSight | null, reading: ServerReading): ServerSight['evictions'] {
  const known = before?.evictions ?? null;
  const [was, is] = [before?.reading.evictedKeys ?? null, reading.evictedKeys];
  if (before === null || was === null || is === null || isReplaced(before, reading) || is <= was) return known;
  return { keys: (known?.keys ?? 0) + is - was, since: known?.since ?? before.reading.at, lastAt: reading.at };
}

// What waits and what is held changes from then on: the loss is judged once.
function restartOf(
  before: ServerSight | null,
  reading: ServerReading,
  ready: number | null,
  taken: number,
): ServerSight['restart'] {
  const known = before?.restart ?? null;
  const readyBefore = before?.ready ?? 0;
  if (before !== null && isReplaced(before, reading) && readyBefore > 0) {
    const { appends, savedAt } = before.reading;
    const { at, startedEmpty } = reading;
    return { at, readyBefore, taken, readyAfter: null, appends, savedAt, startedEmpty };
  }
  return known !== null && known.readyAfter === null ? { ...known, readyAfter: ready } : known;
}

// A list that grows and is not read is told from when it began; one that became shorter was read.
function leftOf(before: ServerSight | null, { replies, at }: ServerReading): readonly LeftReplies[] {
  const known = new Map((before?.left ?? []).map((list) => [list.key, list]));
  return (replies ?? []).map((list) => {
    const last = known.get(list.key);
    return { ...list, since: last === undefined || list.messages < last.messages ? at : last.since };
  });
}
