import { argumentsKey, decodeBeatSchedule, type BeatEntry } from '../celery/beat-schedule';
import type { Task } from './task';
import type { WorkerRecord } from './worker-record';

const KEPT_FIRES = 100;
const MAX_ENTRIES = 2000;

/** One time that a periodic task was sent. */
export interface Fire {
  readonly uuid: string;
  /** Our clock. */
  readonly at: number;
  /** Who sent it (`gen<pid>@host`); null where no `task-sent` told. */
  readonly client: string | null;
}

/** An entry of beat's schedule and when it was seen to be sent. */
export interface Periodic {
  readonly entry: BeatEntry;
  /** Who told of it, and when. */
  readonly worker: string;
  readonly readAt: number;
  /** The newest last. */
  readonly fires: readonly Fire[];
}

export interface PeriodicLog {
  /** Takes what workers say of the schedule now: entries that nobody tells any more are forgotten. */
  learn(workers: Iterable<WorkerRecord>): void;
  /** A task was sent or received. */
  seen(task: Task, at: number): void;
  list(): readonly Periodic[];
}

/** Follows what beat sends, by the schedule that workers know: beat itself tells nothing. */
export function createPeriodicLog(): PeriodicLog {
  const decoded = new WeakMap<object, readonly BeatEntry[]>();
  let byTask = new Map<string, Map<string, Periodic>>();

  const entriesOf = ({ replies: { conf } }: WorkerRecord): readonly BeatEntry[] => {
    if (conf === null) return [];
    const known = decoded.get(conf) ?? decodeBeatSchedule(conf);
    decoded.set(conf, known);
    return known;
  };

  return {
    learn(workers) {
      const next = new Map<string, Map<string, Periodic>>();
      const doubtful = new Set<Periodic>();
      let count = 0;
      for (const record of workers) {
        for (const entry of entriesOf(record)) {
          const keys = next.get(entry.task) ?? new Map<string, Periodic>();
          next.set(entry.task, keys);
          const known = keys.get(entry.key);
          // Two entries that send the same, or workers that do not agree: whose message it was can't be told.
          if (known !== undefined && !isSame(known.entry, entry)) doubtful.add(known);
          if (known !== undefined || count >= MAX_ENTRIES) continue;
          count += 1;
          const fires = byTask.get(entry.task)?.get(entry.key)?.fires ?? [];
          keys.set(entry.key, {
            entry,
            worker: record.hostname,
            readAt: record.replies.readAt['conf'] ?? record.lastSeenAt,
            fires,
          });
        }
      }
      for (const { entry } of doubtful) next.get(entry.task)?.delete(entry.key);
      byTask = next;
    },
    seen(task, at) {
      const keys = byTask.get(task.name ?? '');
      if (keys === undefined || task.retries > 0 || task.parentId !== null) return;
      const key = argumentsKey(task.args, task.kwargs);
      const periodic = keys.get(key);
      if (periodic !== undefined) keys.set(key, { ...periodic, fires: withFire(periodic.fires, task, at) });
    },
    list: () => [...byTask.values()].flatMap((keys) => [...keys.values()]),
  };
}

function isSame(one: BeatEntry, other: BeatEntry): boolean {
  return one.name === other.name && one.everySeconds === other.everySeconds;
}

function withFire(fires: readonly Fire[], { uuid, client }: Task, at: number): readonly Fire[] {
  const known = fires.find((fire) => fire.uuid === uuid);
  if (known === undefined) return [...fires.slice(1 - KEPT_FIRES), { uuid, at, client }];
  // `task-sent` may come after the receipt.
  return known.client === client ? fires : fires.map((fire) => (fire === known ? { ...fire, client } : fire));
}
