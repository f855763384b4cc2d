import { expect, it } from 'vitest';
import { DEFAULT_BUCKETS } from './bucket-counts';
import { rowsOfTable } from './cell-table';
import { SERIES_OF_WAITS, seriesOfTask } from './end-counts';
import { seriesOfPair } from './event-counts';
import { rowsOfExporter, seriesOfExporterCell } from './exporter-counts';
import { SERIES_OF_QUEUE, SERIES_OF_WORKER, seriesBounds } from './series-bounds';

const many = Array.from({ length: 50 }, (_, index) => index + 1);

it.each([
  [5_000, DEFAULT_BUCKETS],
  [5_000, many],
  [50_000, [1]],
  [200_000, DEFAULT_BUCKETS],
  [2_000_000, many],
])('shares out %i series, and not one more, whatever is counted', (maxSeries, buckets) => {
  const bounds = seriesBounds(maxSeries, buckets);
  const own =
    rowsOfTable(bounds.pairs) * seriesOfPair(buckets) +
    rowsOfTable(bounds.publishers) +
    (bounds.workers + 1) * SERIES_OF_WORKER +
    rowsOfTable(bounds.queues) * (SERIES_OF_QUEUE + SERIES_OF_WAITS) +
    rowsOfTable(bounds.tasks) * seriesOfTask(buckets);
  expect(own).toBeLessThanOrEqual(maxSeries);
  const exporter =
    rowsOfExporter(bounds.exporterCells) * seriesOfExporterCell(buckets) +
    (bounds.exporterHosts + 1) * 2 +
    (bounds.exporterQueues + 1) * 4;
  expect(exporter).toBeLessThanOrEqual(maxSeries);
  expect(Math.min(...Object.values<number>({ ...bounds }))).toBeGreaterThan(0);
});
