import type { BeatEntry } from '../celery/beat-schedule';

/**
 * Locks that let a task run once at a time, or one beat. Their packages name them so:
 * celery-once (celery_once/helpers.py, backends/redis.py): `qo_<task>_<argument>-<value>…`, taken by who sends, for an hour
 * unless told, deleted after the run. celery-singleton (celery_singleton/singleton.py, util.py): `SINGLETONLOCK_<md5>`,
 * its value the id of the task, without an expiry unless told, deleted after a success or a failure. redbeat
 * (redbeat/schedulers.py): `redbeat::lock`, extended at each loop of beat, for five times the longest loop.
 */
export const LOCK_PREFIXES = { once: 'qo_', singleton: 'SINGLETONLOCK_', beat: 'redbeat:' } as const;

export interface LockPrefixes {
  readonly once: string;
  readonly singleton: string;
  readonly beat: string;
}

/** A lock of a task as it lies in Redis. */
export interface TaskLock {
  readonly kind: 'once' | 'singleton';
  readonly key: string;
  readonly db: number;
  /** celery-singleton: the id of the task; else something random. */
  readonly value: string;
  /** Epoch seconds; null: never. */
  readonly expiresAt: number | null;
}

/** The lock of redbeat, and what of its schedule is due. */
export interface BeatLock {
  readonly key: string;
  readonly db: number;
  readonly value: string;
  readonly expiresAt: number | null;
  /** The next entries and when they are due, the earliest first. */
  readonly entries: readonly { readonly key: string; readonly dueAt: number }[];
}

export interface LocksReading {
  readonly at: number;
  readonly locks: readonly TaskLock[];
  readonly beat: BeatLock | null;
  /** What redbeat is to send. */
  readonly schedule: readonly BeatEntry[];
}

export interface LockSight extends TaskLock {
  /** Its task's name; null where it can't be told. */
  readonly name: string | null;
  /** The state of celery-singleton's task; null: not known. */
  readonly task: { readonly uuid: string; readonly state: string; readonly endedAt: number | null } | null;
  /** Since when it is the same lock, our clock. */
  readonly since: number;
  /** Since when nothing that it guards is anywhere; null: there is something, or it can't be told. */
  readonly idleSince: number | null;
}

export interface BeatLockSight extends BeatLock {
  /** When it was last seen to be extended; null: not yet. */
  readonly movedAt: number | null;
  readonly unmovedSince: number;
  /** Each with when it was first seen with that time. */
  readonly entries: readonly { readonly key: string; readonly dueAt: number; readonly seenAt: number }[];
}

export interface LocksSight {
  readonly at: number;
  readonly locks: readonly LockSight[];
  readonly beat: BeatLockSight | null;
  readonly schedule: readonly BeatEntry[];
}

/** What guards, or what can't be told. */
export type Guard = 'guarded' | 'idle' | 'unknown';

/** The lock as it is followed from one look to the next. */
export function followLock(
  before: LockSight | undefined,
  lock: TaskLock,
  told: Pick<LockSight, 'name' | 'task'>,
  guard: Guard,
  at: number,
): LockSight {
  const last = before?.value === lock.value ? before : undefined;
  const idleSince = guard === 'idle' ? (last?.idleSince ?? at) : null;
  return { ...lock, name: told.name ?? last?.name ?? null, task: told.task, since: last?.since ?? at, idleSince };
}

/** Of clocks, and of a time that was rounded. */
const MOVED_SECONDS = 2;

export function followBeat(before: BeatLockSight | null, lock: BeatLock | null, at: number): BeatLockSight | null {
  if (lock === null) return null;
  const seen = new Map(before?.entries.map(({ key, dueAt, seenAt }) => [`${dueAt} ${key}`, seenAt]));
  const entries = lock.entries.map((entry) => ({ ...entry, seenAt: seen.get(`${entry.dueAt} ${entry.key}`) ?? at }));
  if (before === null) return { ...lock, entries, movedAt: null, unmovedSince: at };
  const isMoved =
    before.value !== lock.value || Math.abs((lock.expiresAt ?? 0) - (before.expiresAt ?? 0)) > MOVED_SECONDS;
  const { movedAt, unmovedSince } = isMoved ? { movedAt: at, unmovedSince: at } : before;
  return { ...lock, entries, movedAt, unmovedSince };
}

/** The task of a lock of celery-once: the longest known name that its key begins with. */
export function nameOfOnce(key: string, prefix: string, isKnown: (name: string) => boolean): string | null {
  const rest = key.slice(prefix.length);
  if (isKnown(rest)) return rest;
  for (let end = rest.lastIndexOf('_'); end > 0; end = rest.lastIndexOf('_', end - 1))
    if (isKnown(rest.slice(0, end))) return rest.slice(0, end);
  return null;
}
