import type { WorkerRun } from '@/lib/api/page-views';
import { isEnded } from '@/lib/celery/task-state';
import type { Task } from '@/lib/cluster/task';
import type { LaneColumns } from './lane-columns';

/** A run that ends this long after a window is found by its length, not by its end. */
const TAIL_SECONDS = { least: 60, most: 3_600 } as const;

export function tailSecondsOf(from: number, to: number): number {
  return Math.min(TAIL_SECONDS.most, Math.max(TAIL_SECONDS.least, to - from));
}

/** What the row of a task with one delivery tells of its run. */
export interface StoredRun {
  readonly uuid: () => string;
  readonly name: string | null;
  readonly worker: string | null;
  readonly state: string;
  readonly isLive: boolean;
  readonly updated: number;
  readonly started: number | null;
  readonly ended: number | null;
  /** The delivery as far as it differs from the row, JSON; null when it says nothing that is needed here. */
  readonly delivery: string | null;
}

export function addStoredRun(columns: LaneColumns, run: StoredRun): void {
  const told = parseDelivery(run.delivery);
  const ended = run.isLive ? run.ended : (run.ended ?? run.updated);
  columns.add({
    uuid: run.uuid,
    name: run.name,
    worker: told.worker ?? run.worker ?? '',
    startedAt: told.startedAt === undefined ? run.started : told.startedAt,
    endedAt: told.endedAt === undefined ? ended : told.endedAt,
    outcome: told.outcome ?? (isEnded(run.state) || !run.isLive ? run.state : null),
  });
}

/** All runs of a task that ran more than once. */
export function addRunsOf(columns: LaneColumns, task: Task): void {
  for (const { worker, startedAt, endedAt, outcome } of task.deliveries) {
    const lost = task.state === 'UNKNOWN' && endedAt === null;
    columns.add({
      uuid: () => task.uuid,
      name: task.name,
      worker,
      startedAt,
      endedAt: lost ? task.updatedAt : endedAt,
      outcome: lost ? 'UNKNOWN' : outcome,
    });
  }
}

/** The newest `limit` runs of these tasks on a worker that had not ended by `from`, oldest first. */
export function lanesOf(tasks: readonly Task[], hostname: string, from: number, limit: number): readonly WorkerRun[] {
  return tasks
    .flatMap((task) => runsOn(task, hostname, from))
    .sort((a, b) => b.startedAt - a.startedAt)
    .slice(0, limit)
    .reverse();
}

function runsOn(task: Task, hostname: string, from: number): readonly WorkerRun[] {
  return task.deliveries.flatMap(({ worker, startedAt, endedAt, pid, outcome }) => {
    if (worker !== hostname || startedAt === null || (endedAt ?? Infinity) < from) return [];
    return [{ uuid: task.uuid, name: task.name, pid, startedAt, endedAt, outcome }];
  });
}

interface ToldDelivery {
  readonly worker?: string;
  readonly startedAt?: number | null;
  readonly endedAt?: number | null;
  readonly outcome?: string | null;
}

/** What our own writer wrote (task-record.ts); of a damaged one the row itself is enough. */
function parseDelivery(text: string | null): ToldDelivery {
  if (text === null) return {};
  try {
    return (JSON.parse(text) as ToldDelivery | null) ?? {};
  } catch {
    // Cut or damaged: the row tells most of it.
    return {};
  }
}
