import type { WorkerView } from '../cluster/worker';

export const GROUPINGS = ['queue', 'all', 'machine'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** Sums over the workers that are not gone; a worker that does not tell a number adds nothing. */
export interface WorkerSums {
  readonly up: number;
  readonly total: number;
  readonly slots: number;
  readonly busy: number;
  readonly reserved: number;
  readonly scheduled: number;
}

export interface WorkerGroup {
  readonly key: string;
  /** Queues or machine that its workers have in common; null where that is not known, or nothing is grouped. */
  readonly names: readonly string[] | null;
  readonly workers: readonly WorkerView[];
  readonly sums: WorkerSums;
}

/** Workers by the set of queues that they consume: only within such a set one can take another's work. */
export function groupWorkers(workers: readonly WorkerView[], grouping: Grouping): readonly WorkerGroup[] {
  const groups = new Map<string, { names: readonly string[] | null; workers: WorkerView[] }>();
  for (const worker of workers) {
    const names = namesOf(worker, grouping);
    const key = names === null ? '' : JSON.stringify(names);
    const group = groups.get(key);
    if (group) group.workers.push(worker);
    else groups.set(key, { names, workers: [worker] });
  }
  return [...groups]
    .map(([key, group]) => ({ key, ...group, workers: goneLast(group.workers), sums: sumWorkers(group.workers) }))
    .sort(
      (a, b) =>
        Number(a.sums.up === 0) - Number(b.sums.up === 0) ||
        Number(a.names === null) - Number(b.names === null) ||
        byNames(a, b),
    );
}

export function sumWorkers(workers: readonly WorkerView[]): WorkerSums {
  const live = workers.filter((worker) => worker.status !== 'gone');
  const sum = (of: (worker: WorkerView) => number | null) =>
    live.reduce((total, worker) => total + (of(worker) ?? 0), 0);
  return {
    up: live.length,
    total: workers.length,
    slots: sum((worker) => worker.concurrency),
    busy: sum((worker) => Math.min(worker.active ?? 0, worker.concurrency ?? 0)),
    reserved: sum((worker) => worker.reserved),
    scheduled: sum((worker) => worker.scheduled),
  };
}

/** The machine in `name@machine`. */
export function machineOf(hostname: string): string | null {
  const at = hostname.lastIndexOf('@');
  return at < 0 || at === hostname.length - 1 ? null : hostname.slice(at + 1);
}

function namesOf(worker: WorkerView, grouping: Grouping): readonly string[] | null {
  if (grouping === 'all') return null;
  if (grouping === 'queue') return worker.queues === null ? null : [...worker.queues].sort();
  const machine = machineOf(worker.hostname);
  return machine === null ? null : [machine];
}

function goneLast(workers: readonly WorkerView[]): readonly WorkerView[] {
  return [
    ...workers.filter((worker) => worker.status !== 'gone'),
    ...workers.filter((worker) => worker.status === 'gone'),
  ];
}

/** By their names in order, so that sets that share a queue stand near each other. */
function byNames(a: WorkerGroup, b: WorkerGroup): number {
  const [left, right] = [(a.names ?? []).join(' '), (b.names ?? []).join(' ')];
  return left === right ? 0 : left < right ? -1 : 1;
}
