import { isInFlight } from '@/lib/celery/task-state';
import type { Cluster } from '@/lib/cluster/cluster';
import {
  followBeat,
  followLock,
  LOCK_PREFIXES,
  nameOfOnce,
  type Guard,
  type LockPrefixes,
  type LockSight,
  type LocksReading,
  type LocksSight,
  type TaskLock,
} from '@/lib/cluster/locks';
import type { Task } from '@/lib/cluster/task';
import type { ResultBackend } from '../backends/backend';
import type { Broker } from '../brokers/broker';
import { repeatPaced } from './repeat';

const LOOK_MS = 10_000;
/** One that was taken just now may stand before its message. */
const YOUNG_SECONDS = 15;
/** Searches of the broker, each at most a thousand messages. */
const SEARCHES = 3;
/** Workers tell every few seconds what they hold; nothing is concluded from older lists. */
const TOLD_SECONDS = 120;
const MAX_PREFIX_CHARS = 100;

export interface LocksWatchParts {
  readonly cluster: Cluster;
  readonly broker: Pick<Broker, 'locks' | 'findMessage' | 'findNamed' | 'kind'>;
  readonly backend: () => ResultBackend | null;
  readonly isConnected: () => boolean;
  readonly task: (uuid: string) => Task | null;
  readonly liveWorkers: () => readonly string[];
  /** Messages that wait in all queues; null when not known. */
  readonly ready: () => number | null;
  readonly now: () => number;
}

export interface LocksWatch {
  sight(): LocksSight | null;
  look(): Promise<void>;
  run(signal: AbortSignal, failed: (error: unknown) => void): Promise<void>;
}

/** Follows the locks of tasks that lie beside queues and results, and whether what they guard is anywhere. */
export function createLocksWatch(parts: LocksWatchParts): LocksWatch {
  const { cluster, broker, now } = parts;
  let sight: LocksSight | null = null;
  const searchedAt = new Map<string, number>();

  const records = () => parts.liveWorkers().flatMap((hostname) => cluster.workers.get(hostname) ?? []);

  const prefixes = (): LockPrefixes => {
    const told = (setting: string): string | undefined =>
      records()
        .map(({ replies }) => replies.conf?.[setting])
        .find(
          (value): value is string => typeof value === 'string' && value !== '' && value.length <= MAX_PREFIX_CHARS,
        );
    const { once, singleton, beat } = LOCK_PREFIXES;
    return { once, singleton: told('singleton_key_prefix') ?? singleton, beat: told('redbeat_key_prefix') ?? beat };
  };

  /** A worker without events tells it here only; false where one has not told lately. */
  const namedByWorkers = (is: (task: { readonly uuid: string; readonly name: string | null }) => boolean): Guard => {
    let guard: Guard = 'idle';
    for (const { replies } of records()) {
      const lists = [replies.activeTasks, replies.reservedTasks, replies.scheduledTasks];
      if (lists.some((list) => list?.some(is))) return 'guarded';
      const isTold = lists.every((list) => list !== null) && now() - (replies.readAt['active'] ?? 0) <= TOLD_SECONDS;
      if (!isTold) guard = 'unknown';
    }
    return guard;
  };

  const inFlight = (lock: TaskLock, name: string | null): Guard => {
    if (lock.kind === 'singleton') {
      const task = parts.task(lock.value);
      if (task !== null && isInFlight(task.state)) return 'guarded';
      return namedByWorkers(({ uuid }) => uuid === lock.value);
    }
    // It may be anybody's key.
    if (name === null) return 'unknown';
    for (const task of cluster.tasks.values()) if (task.name === name && isInFlight(task.state)) return 'guarded';
    return namedByWorkers((task) => task.name === name);
  };

  const inBroker = async (lock: TaskLock, name: string | null): Promise<Guard> => {
    if (broker.kind !== 'redis') return parts.ready() === 0 ? 'idle' : 'unknown';
    if (lock.kind === 'singleton') {
      const { message, everywhere } = await broker.findMessage(lock.value, null);
      return message !== null ? 'guarded' : everywhere ? 'idle' : 'unknown';
    }
    if (name === null || broker.findNamed === undefined) return 'unknown';
    const { isFound, everywhere } = await broker.findNamed(name);
    return isFound ? 'guarded' : everywhere ? 'idle' : 'unknown';
  };

  const follow = async (reading: LocksReading, using: LockPrefixes): Promise<readonly LockSight[]> => {
    const known = new Map(sight?.locks.map((lock) => [keyOf(lock), lock]));
    const registered = new Set(records().flatMap(({ replies }) => replies.registered ?? []));
    const followed: LockSight[] = [];
    let searches = 0;
    const lastSearched = (lock: TaskLock): number => searchedAt.get(keyOf(lock)) ?? 0;
    const inTurn = reading.locks.toSorted((a, b) => lastSearched(a) - lastSearched(b));
    for (const lock of inTurn) {
      const before = known.get(keyOf(lock));
      const task = lock.kind === 'singleton' ? parts.task(lock.value) : null;
      const name =
        lock.kind === 'singleton'
          ? (task?.name ?? null)
          : nameOfOnce(lock.key, using.once, (one) => registered.has(one));
      const isYoung = before?.value !== lock.value || now() - before.since < YOUNG_SECONDS;
      let guard: Guard = isYoung ? 'unknown' : inFlight(lock, name);
      if (guard === 'idle' && searches < SEARCHES) {
        searches += 1;
        searchedAt.set(keyOf(lock), reading.at);
        guard = await inBroker(lock, name);
      } else if (guard === 'idle' && before?.idleSince == null) guard = 'unknown';
      const told = task === null ? null : { uuid: task.uuid, state: task.state, endedAt: task.endedAt };
      followed.push(followLock(before, lock, { name, task: told }, guard, reading.at));
    }
    const there = new Set(followed.map(keyOf));
    for (const key of searchedAt.keys()) if (!there.has(key)) searchedAt.delete(key);
    return followed;
  };

  const look = async (): Promise<void> => {
    if (!parts.isConnected()) return;
    const using = prefixes();
    const readings = await Promise.all([broker.locks?.(using), parts.backend()?.locks?.(using)]);
    const told = readings.filter((reading) => reading != null);
    const [first] = told;
    if (first === undefined) {
      sight = null;
      return;
    }
    // Broker and results are often in one database.
    const locks = [...new Map(told.flatMap((reading) => reading.locks).map((lock) => [keyOf(lock), lock])).values()];
    const beat = told.find((reading) => reading.beat !== null)?.beat ?? null;
    const schedule = told.flatMap((one) => one.schedule);
    const reading = { at: now(), locks, beat, schedule };
    sight = {
      at: reading.at,
      locks: await follow(reading, using),
      beat: followBeat(sight?.beat ?? null, beat, reading.at),
      schedule,
    };
  };

  return {
    sight: () => sight,
    look,
    run: (signal, failed) => repeatPaced(signal, LOOK_MS, look, failed),
  };
}

function keyOf({ db, key }: TaskLock): string {
  return `${db} ${key}`;
}
