import type { LanesView } from '@/lib/api/views';
import type { LaneRuns } from '../store/store';
import { byName } from './by-name';
import { ViewFault, type ViewSource } from './view';

const MAX_RUNS = 40_000;
/** Longer than charts show; the runs of more are cut anyway. */
const MAX_SECONDS = 7 * 86_400;

export interface LanesAsked {
  readonly from: number;
  readonly to: number;
  /** null: all of them. */
  readonly worker: string | null;
}

/** What each worker ran in a time; those that ran nothing are there with their free slots. */
export async function lanesOf(source: ViewSource, { from, to, worker }: LanesAsked): Promise<LanesView> {
  if (!(from < to) || to - from > MAX_SECONDS)
    throw new ViewFault('bad_params', 'from must be before to, and at most seven days.', 400);
  const query = { hostname: worker, from, to, limit: MAX_RUNS };
  const { workers: seen, ...found } = await source.reader().laneRuns(query);
  const live = source.collector.cluster?.workers;
  const hostnames = worker === null ? [...seen, ...(live?.keys() ?? [])] : [...seen, worker];
  const names = [...new Set(hostnames)].sort(byName((hostname) => hostname));
  const place = new Map(names.map((hostname, index) => [hostname, index]));
  const workers = names.map((hostname) => {
    const view = live?.get(hostname);
    const slots = view === undefined || view.status === 'gone' ? null : view.concurrency;
    return { hostname, slots, status: view?.status ?? null };
  });
  return { from, to, workers, ...found, runs: placed(found.runs, seen, place) };
}

function placed(
  runs: LaneRuns['runs'],
  seen: readonly string[],
  place: ReadonlyMap<string, number>,
): LanesView['runs'] {
  const places = seen.map((hostname) => place.get(hostname) ?? 0);
  return { ...runs, worker: runs.worker.map((index) => places[index] ?? 0) };
}
