import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import type { ToldCounts } from '../collector/metric-counts';
import type { FeedStats } from '../feed/feed';
import { remember } from '../remember';
import type { ViewSource } from '../views/view';
import { exporterFamilies } from './exporter-families';
import { CONTENT_TYPES, formatOf, writeExposition, type ExpositionFormat } from './exposition';
import type { Family } from './family';
import { flowerFamilies } from './flower-families';
import { createHealth } from './health';
import { ownFamilies } from './own-families';
import { workerRows } from './worker-rows';

/** Anybody may ask, and several scrapers do: they share an answer. */
const SHARED_SECONDS = 1;
const zip = promisify(gzip);

export interface MetricsAsked {
  readonly accept?: string | undefined;
  readonly acceptEncoding?: string | undefined;
}

export interface MetricsAnswer {
  readonly contentType: string;
  readonly body: string | Buffer;
  readonly encoding: 'gzip' | null;
}

export type Metrics = (asked: MetricsAsked) => Promise<MetricsAnswer>;

/** What Prometheus is told. */
export function createMetrics(source: ViewSource, feedStats: () => FeedStats): Metrics {
  const health = createHealth(source, feedStats);
  const families = remember(SHARED_SECONDS, source.now, async () => {
    const counts = await countsOf(source);
    return [...(await health()), countsTold(counts !== null), ...named(source, counts)];
  });
  const both = byFormat((format) =>
    remember(SHARED_SECONDS, source.now, async () => writeExposition(await families(), format)),
  );
  const zipped = byFormat((format) =>
    // It is asked for every few seconds: a fast run makes it a tenth, and a thorough one little less.
    remember(SHARED_SECONDS, source.now, async () => zip(await both[format](), { level: constants.Z_BEST_SPEED })),
  );
  return async ({ accept, acceptEncoding }) => {
    const format = formatOf(accept);
    const isZipped = /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/.test(acceptEncoding ?? '');
    const body = isZipped ? await zipped[format]() : await both[format]();
    return { contentType: CONTENT_TYPES[format], body, encoding: isZipped ? 'gzip' : null };
  };
}

/** What is shown of a collector that is away would be a state that may long be over. */
async function countsOf({ collector }: ViewSource): Promise<ToldCounts | null> {
  if (collector.cluster === null || collector.absence !== null) return null;
  try {
    return await collector.call('counts', {});
  } catch {
    // It was lost in this moment, or is too busy to answer: the metric says that the rest is missing.
    return null;
  }
}

function named({ collector }: ViewSource, counts: ToldCounts | null): readonly Family[] {
  const { cluster } = collector;
  if (cluster === null || counts === null) return [];
  const workers = workerRows(cluster, counts);
  return [
    ...flowerFamilies(cluster, counts, workers),
    ...ownFamilies(cluster, counts, workers),
    ...exporterFamilies(cluster, counts),
  ];
}

function countsTold(isTold: boolean): Family {
  const help = '1 while what is counted by name can be had from the collector; else only sums are told.';
  return { name: 'celeryscope_metrics_whole', help, type: 'gauge', samples: [['', '', Number(isTold)]] };
}

function byFormat<T>(make: (format: ExpositionFormat) => T): Readonly<Record<ExpositionFormat, T>> {
  return { text: make('text'), openmetrics: make('openmetrics') };
}
