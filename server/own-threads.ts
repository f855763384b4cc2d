import { hostname } from 'node:os';
import { Worker } from 'node:worker_threads';
import { ThreadCollectorClient, type CollectorHooks, type RunningCollector } from './collector-client';
import { toCollectorConfig, type Config } from './config';
import { LeasedCollector } from './leased-collector';
import type { Log } from './log';
import { packageVersion } from './package-version';
import type { Place } from './place';
import { isSameServer, sharingCollector, shareUrlOf } from './share/sharing-collector';
import type { SiteOptions } from './site';
import { openPostgresKeeper } from './store/postgres';
import { openReadStore, type ReadStore } from './store/read-store';
import type { StorePlace } from './store/store-place';

/** A question that would take more ends its thread, and nothing else. */
const READER_MEMORY = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 16 };
/** A larger one puts off what it collects: a storm then leaves half as much memory again behind, and is taken no faster. */
const COLLECTOR_MEMORY = { maxYoungGenerationSizeMb: 16 };

/** A collector in a thread of this process, shared with others where that is asked for. */
export function ownCollector(
  config: Config,
  place: Place,
  log: Log,
  { begins, fatal }: CollectorHooks,
): RunningCollector {
  const version = packageVersion();
  const { brokerUrl, store } = place;
  const say = (level: 'info' | 'warn' | 'error', text: string): void => log[level](text);
  const own = new ThreadCollectorClient({
    start: () => {
      begins();
      const workerData = toCollectorConfig(config, { brokerUrl, store, leaseToken: leased?.term ?? null, version });
      return new Worker(new URL('./collector.js', import.meta.url), { workerData, resourceLimits: COLLECTOR_MEMORY });
    },
    now,
    log: say,
    fatal,
  });
  const leased =
    store.kind === 'sqlite'
      ? null
      : new LeasedCollector({
          openKeeper: () => openPostgresKeeper(store.url, `${hostname()}:${process.pid}`),
          collector: own,
          standsBy: config.command === 'collector',
          log: say,
          fatal,
        });
  const collector = leased ?? own;
  if (config.share === null) return collector;
  const url = shareUrlOf(config);
  if (brokerUrl !== null && isSameServer(url, brokerUrl))
    log.warn(
      '--share is the broker itself, which then carries the live data of every web process: take another Redis.',
    );
  const facts = { version, ...limitsOf(config) };
  return sharingCollector(collector, { url, log, facts });
}

/** Reads the history in a thread of this process. */
export function readStore(place: StorePlace, log: Log): ReadStore {
  return openReadStore(place, {
    start: (workerData) =>
      new Worker(new URL('./reader.js', import.meta.url), { workerData, resourceLimits: READER_MEMORY }),
    log: (text) => log.error(text),
  });
}

export function limitsOf({ maxTasks, retention }: Config): ReturnType<SiteOptions['limits']> {
  return { maxTasks, retentionSeconds: retention };
}

/** Epoch seconds. */
export function now(): number {
  return Date.now() / 1000;
}
