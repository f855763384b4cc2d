import { argumentsKey, decodeBeatSchedule, type BeatEntry } from '../celery/beat-schedule';
import { withFire, type Fire } from './fires';
import { createSeenPaces } from './seen-paces';
import type { Task } from './task';
import type { WorkerRecord } from './worker-record';

const MAX_ENTRIES = 2000;

/** An entry of beat's schedule and when it was seen to be sent. */
export interface Periodic {
  readonly entry: BeatEntry;
  /** Where its schedule is: in a worker's settings, in redbeat's keys, or nowhere that is known: only its pace was seen. */
  readonly source: 'conf' | 'redbeat' | 'seen';
  /** Who told of it, where that was a worker; and when it was told. */
  readonly worker: string;
  readonly readAt: number;
  /** The newest last. */
  readonly fires: readonly Fire[];
}

export interface PeriodicLog {
  /**
   * Takes what workers say of the schedule now, and what stands in redbeat's: entries that nobody tells any more are
   * forgotten.
   */
  learn(
    workers: Iterable<WorkerRecord>,
    redbeat?: { readonly entries: readonly BeatEntry[]; readonly at: number },
  ): void;
  /** A task was sent or received. */
  seen(task: Task, at: number): void;
  list(): readonly Periodic[];
}

/** Follows what beat sends, by the schedules that can be read, or else by its pace: beat itself tells nothing. */
export function createPeriodicLog(): PeriodicLog {
  const decoded = new WeakMap<object, readonly BeatEntry[]>();
  const paces = createSeenPaces();
  let byTask = new Map<string, Map<string, Periodic>>();

  const entriesOf = ({ replies: { conf } }: WorkerRecord): readonly BeatEntry[] => {
    if (conf === null) return [];
    const known = decoded.get(conf) ?? decodeBeatSchedule(conf);
    decoded.set(conf, known);
    return known;
  };

  return {
    learn(workers, redbeat) {
      const next = new Map<string, Map<string, Periodic>>();
      const doubtful = new Set<Periodic>();
      let count = 0;
      const take = (entry: BeatEntry, source: Periodic['source'], worker: string, readAt: number): void => {
        const keys = next.get(entry.task) ?? new Map<string, Periodic>();
        next.set(entry.task, keys);
        const known = keys.get(entry.key);
        // redbeat's own keys are what is sent, whatever its first settings were.
        const isOwn = known?.source === 'redbeat' && source === 'conf';
        // Two entries that send the same, or workers that do not agree: whose message it was can't be told.
        if (known !== undefined && !isOwn && !isSame(known.entry, entry)) doubtful.add(known);
        if (known !== undefined || count >= MAX_ENTRIES) return;
        count += 1;
        const fires = byTask.get(entry.task)?.get(entry.key)?.fires ?? paces.firesOf(entry.task, entry.key);
        keys.set(entry.key, { entry, source, worker, readAt, fires });
      };
      for (const entry of redbeat?.entries ?? []) take(entry, 'redbeat', 'redbeat', redbeat?.at ?? 0);
      for (const record of workers)
        for (const entry of entriesOf(record))
          take(entry, 'conf', record.hostname, record.replies.readAt['conf'] ?? record.lastSeenAt);
      for (const { entry } of doubtful) next.get(entry.task)?.delete(entry.key);
      byTask = next;
    },
    seen(task, at) {
      if (task.retries > 0 || task.parentId !== null) return;
      const keys = byTask.get(task.name ?? '');
      const periodic = keys?.get(argumentsKey(task.args, task.kwargs));
      if (keys === undefined || periodic === undefined) paces.seen(task, at);
      else keys.set(periodic.entry.key, { ...periodic, fires: withFire(periodic.fires, task, at) });
    },
    list: () => [
      ...[...byTask.values()].flatMap((keys) => [...keys.values()]),
      ...paces
        .list()
        .filter(({ entry }) => byTask.get(entry.task)?.has(entry.key) !== true)
        .map((pace) => ({ ...pace, source: 'seen' as const, worker: '' })),
    ],
  };
}

function isSame(one: BeatEntry, other: BeatEntry): boolean {
  return one.name === other.name && one.everySeconds === other.everySeconds;
}
