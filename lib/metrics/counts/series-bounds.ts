import { rowsOfTable } from './cell-table';
import { SERIES_OF_WAITS, seriesOfTask } from './end-counts';
import { seriesOfPair } from './event-counts';
import { rowsOfExporter, seriesOfExporterCell } from './exporter-counts';

/** What one worker and one queue have besides, see `server/metrics`. */
export const SERIES_OF_WORKER = 7;
export const SERIES_OF_QUEUE = 9;
const SERIES_OF_EXPORTER_HOST = 2;
const SERIES_OF_EXPORTER_QUEUE = 4;

/** How many of each kind of name have series of their own. */
export interface SeriesBounds {
  readonly pairs: number;
  readonly publishers: number;
  readonly workers: number;
  readonly queues: number;
  readonly tasks: number;
  readonly exporterCells: number;
  readonly exporterHosts: number;
  readonly exporterQueues: number;
}

/**
 * Shares out the series that may bear names from outside: so many in all, and as many again in celery-exporter's names.
 * Most go to pairs of a worker and a task, which are most by far.
 */
export function seriesBounds(maxSeries: number, buckets: readonly number[]): SeriesBounds {
  const share = (part: number, each: number, rowsOf = rowsOfTable): number => {
    const rows = (maxSeries * part) / each;
    let most = Math.max(1, Math.floor(rows));
    while (most > 1 && rowsOf(most) > rows) most -= 1;
    return most;
  };
  return {
    pairs: share(0.55, seriesOfPair(buckets)),
    publishers: share(0.05, 1),
    workers: share(0.15, SERIES_OF_WORKER),
    queues: share(0.1, SERIES_OF_QUEUE + SERIES_OF_WAITS),
    tasks: share(0.15, seriesOfTask(buckets)),
    exporterCells: share(0.8, seriesOfExporterCell(buckets), rowsOfExporter),
    exporterHosts: share(0.1, SERIES_OF_EXPORTER_HOST),
    exporterQueues: share(0.1, SERIES_OF_EXPORTER_QUEUE),
  };
}
