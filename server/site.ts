import type { CollectorHooks, RunningCollector } from './collector-client';
import type { FeedStats } from './feed/feed';
import { createMetrics } from './metrics/metrics';
import type { SiteServices } from './http/endpoint';
import { lastKnown, remember, rememberEach } from './remember';
import type { ReadStore } from './store/read-store';
import type { StoreReader } from './store/store';
import { toTaskQuery, type TaskListParams } from './views/params';
import { starting, type ViewSource } from './views/view';
import { watchWorkerChanges } from './views/worker-changes';

/** What is to be watched and shown: one cluster. */
export interface SiteOptions {
  /** Its name where there are several. */
  readonly cluster: string | null;
  readonly store: ReadStore;
  /** What the collector keeps, as far as this process knows. */
  readonly limits: ViewSource['limits'];
  readonly openCollector: (hooks: CollectorHooks) => RunningCollector;
}

interface SiteSurroundings {
  readonly version: string;
  readonly now: () => number;
  readonly clusters: ViewSource['clusters'];
  readonly fatal: CollectorHooks['fatal'];
  readonly feedStats: () => FeedStats;
}

/** A cluster that is watched: where its answers come from. */
export interface Site {
  readonly cluster: string | null;
  readonly collector: RunningCollector;
  readonly store: ReadStore;
  readonly services: SiteServices;
}

/** Counting a large store costs more than it is worth to know it to the second. */
const COUNTS_SECONDS = 5;
const NO_SIZE = { tasks: 0, bytes: 0, oldestAt: null };
const FACETS_SECONDS = 2;
const MOST_FACETS = 100;

export function openSite(options: SiteOptions, around: SiteSurroundings): Site {
  const { cluster, store, limits } = options;
  const { version, now, clusters, fatal, feedStats } = around;
  const collector = options.openCollector({ begins: () => store.reset(), fatal });
  const reader = (): StoreReader => {
    // The collector makes the file; where there was one before, what it kept can be read without one.
    if (collector.cluster === null && collector.absence === null) throw starting(collector);
    return store.reader;
  };
  const source: ViewSource = {
    version,
    storePath: store.path,
    limits,
    collector,
    reader,
    clusters,
    // The pages go on without the store, and say that it is away.
    storeSize: lastKnown(
      NO_SIZE,
      remember(COUNTS_SECONDS, now, () => reader().size()),
    ),
    countsByState: remember(COUNTS_SECONDS, now, () => reader().countsByState()),
    facets: rememberEach({ seconds: FACETS_SECONDS, most: MOST_FACETS, now }, (params: TaskListParams) =>
      reader().facets(toTaskQuery(params, now())),
    ),
    workerChanges: watchWorkerChanges(collector),
    now,
  };
  return {
    cluster,
    collector,
    store,
    services: { ...source, metrics: createMetrics(source, feedStats), startedAt: now() },
  };
}
