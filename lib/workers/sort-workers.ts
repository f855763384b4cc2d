import type { WorkerStatus, WorkerView } from '../cluster/worker';

export const WORKER_SORTS = [
  'name',
  'state',
  'busy',
  'reserved',
  'scheduled',
  'prefetch',
  'done',
  'load',
  'memory',
  'heartbeat',
  'up',
] as const;
export type WorkerSort = (typeof WORKER_SORTS)[number];

// The state that most needs a look first.
const URGENCY: readonly WorkerStatus[] = ['not-consuming', 'unknown', 'saturated', 'working', 'idle', 'gone'];

const FIGURES: Readonly<Record<Exclude<WorkerSort, 'name'>, (worker: WorkerView) => number | null>> = {
  state: (worker) => -URGENCY.indexOf(worker.status),
  busy: (worker) => worker.active,
  reserved: (worker) => worker.reserved,
  scheduled: (worker) => worker.scheduled,
  prefetch: (worker) => worker.prefetchCount,
  done: (worker) => worker.finishedPerMinute,
  load: (worker) => worker.loadavg?.[0] ?? null,
  memory: (worker) => worker.maxRssKib,
  // The longest silence is the largest: its age, not its time.
  heartbeat: (worker) => (worker.lastHeartbeatAt === null ? null : -worker.lastHeartbeatAt),
  up: (worker) => worker.uptimeSeconds,
};

/** What is not known stands last in both directions; equal ones stand by name. */
export function sortWorkers(
  workers: readonly WorkerView[],
  sort: WorkerSort,
  descending: boolean,
): readonly WorkerView[] {
  const sign = descending ? -1 : 1;
  const byName = (a: WorkerView, b: WorkerView) => a.hostname.localeCompare(b.hostname, 'en', { numeric: true });
  if (sort === 'name') return [...workers].sort((a, b) => sign * byName(a, b));
  const figure = FIGURES[sort];
  return [...workers].sort((a, b) => {
    const [left, right] = [figure(a), figure(b)];
    if (left === null || right === null) return Number(left === null) - Number(right === null) || byName(a, b);
    return sign * (left - right) || byName(a, b);
  });
}

/** Every word of the text must stand in the name, a queue, the state, the pool or the version. */
export function filterWorkers(workers: readonly WorkerView[], text: string): readonly WorkerView[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return workers;
  return workers.filter((worker) => {
    const fields = [worker.hostname, worker.status, worker.pool ?? '', worker.version ?? '', ...(worker.queues ?? [])];
    const haystack = fields.map((field) => field.toLowerCase());
    return words.every((word) => haystack.some((field) => field.includes(word)));
  });
}
