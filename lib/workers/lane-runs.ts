import type { WorkerChange } from '../api/marks-view';
import type { LanesView } from '../api/views';

/** One time a task ran on a worker; times are epoch seconds. */
export interface LaneRun {
  readonly uuid: string;
  readonly name: string | null;
  readonly startedAt: number;
  /** null: it runs. */
  readonly endedAt: number | null;
  readonly outcome: string | null;
}

/** What a worker ran, in the order of the starts. */
export interface WorkerRuns {
  readonly hostname: string;
  readonly slots: number | null;
  readonly status: LanesView['workers'][number]['status'];
  readonly runs: readonly LaneRun[];
}

export interface LaneRuns {
  /** In the order of the names. */
  readonly workers: readonly WorkerRuns[];
  /** Up to when all runs are known: the end of the newest answer. */
  readonly knownTo: number;
  /** Runs that ended before this are not all there; null: they are. */
  readonly cutBefore: number | null;
}

export function toLaneRuns(view: LanesView): LaneRuns {
  const runs = view.workers.map((): LaneRun[] => []);
  const columns = view.runs;
  columns.uuid.forEach((uuid, index) => {
    const startedAt = view.from + (columns.startMs[index] ?? 0) / 1000;
    const runMs = columns.runMs[index] ?? null;
    runs[columns.worker[index] ?? -1]?.push({
      uuid,
      name: view.names[columns.name[index] ?? -1] ?? null,
      startedAt,
      endedAt: runMs === null ? null : startedAt + runMs / 1000,
      outcome: view.outcomes[columns.outcome[index] ?? -1] ?? null,
    });
  });
  return {
    workers: view.workers.map(({ hostname, slots, status }, index) => ({
      hostname,
      slots,
      status,
      runs: (runs[index] ?? []).sort(byStart),
    })),
    knownTo: view.to,
    cutBefore: view.cutBefore,
  };
}

/** With the newest answer, which is of the last moments; what ended before `from` is let go. */
export function mergeLaneRuns(before: LaneRuns, newest: LaneRuns, from: number, most: number): LaneRuns {
  const known = new Map(before.workers.map((worker) => [worker.hostname, worker]));
  const fresh = new Map(newest.workers.map((worker) => [worker.hostname, worker]));
  // The answer has them in order; those that it does not have are gone for good.
  const names = [...new Set([...fresh.keys(), ...known.keys()])];
  const cutBefore =
    newest.cutBefore ?? (before.cutBefore !== null && before.cutBefore > from ? before.cutBefore : null);
  const workers = names.map((hostname): WorkerRuns => {
    const [old, now] = [known.get(hostname), fresh.get(hostname)];
    const told = new Map((now?.runs ?? []).map((run) => [runKey(run), run]));
    // Each answer names all that run: what it does not name has ended, or began otherwise than was thought.
    const kept = (old?.runs ?? []).filter(
      (run) => run.endedAt !== null && run.endedAt >= from && !told.has(runKey(run)),
    );
    const runs = told.size === 0 ? kept : [...kept, ...told.values()].sort(byStart);
    return { hostname, slots: now?.slots ?? null, status: now?.status ?? old?.status ?? null, runs };
  });
  return bounded({ workers, knownTo: newest.knownTo, cutBefore }, most);
}

/** The newest ones, where there are too many to keep. */
function bounded(lanes: LaneRuns, most: number): LaneRuns {
  const total = lanes.workers.reduce((sum, { runs }) => sum + runs.length, 0);
  if (total <= most) return lanes;
  const ends = lanes.workers
    .flatMap(({ runs }) => runs.map(({ endedAt }) => endedAt ?? Infinity))
    .sort((a, b) => b - a);
  const cutBefore = Math.max(ends[most - 1] ?? -Infinity, lanes.cutBefore ?? -Infinity);
  if (!Number.isFinite(cutBefore)) return lanes;
  const workers = lanes.workers.map((worker) => ({
    ...worker,
    runs: worker.runs.filter(({ endedAt }) => (endedAt ?? Infinity) >= cutBefore),
  }));
  return { ...lanes, workers, cutBefore };
}

/** A task that runs again is another run; the answers give times to the millisecond, counted from different moments. */
export function runKey({ uuid, startedAt }: LaneRun): string {
  return `${uuid} ${Math.round(startedAt * 100)}`;
}

function byStart(a: LaneRun, b: LaneRun): number {
  return a.startedAt - b.startedAt;
}

/** Times in which a worker was away, as its starts and stops tell, within a window. */
export function awayTimes(
  changes: readonly WorkerChange[],
  from: number,
  to: number,
): readonly { readonly from: number; readonly to: number; readonly reason: 'stopped' | 'lost' | 'before' }[] {
  const times: { from: number; to: number; reason: 'stopped' | 'lost' | 'before' }[] = [];
  let gone: { at: number; reason: 'stopped' | 'lost' } | null = null;
  for (const { at, change } of changes.toSorted((a, b) => a.at - b.at)) {
    if (change !== 'started') gone ??= { at, reason: change };
    else {
      if (gone !== null) times.push({ from: gone.at, to: at, reason: gone.reason });
      gone = null;
    }
  }
  if (gone !== null) times.push({ from: gone.at, to, reason: gone.reason });
  return times
    .map((time) => ({ ...time, from: Math.max(from, time.from), to: Math.min(to, time.to) }))
    .filter((time) => time.from < time.to);
}
