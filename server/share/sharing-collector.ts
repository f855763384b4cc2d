import { parseBrokerUrl, type RedisUrl } from '../brokers/broker-url';
import type { RunningCollector } from '../collector-client';
import type { Log } from '../log';
import { openShareBus } from './share-bus';
import { shareCluster, type ShareClusterParts } from './share-cluster';

export interface SharingParts extends Pick<ShareClusterParts, 'facts'> {
  readonly url: RedisUrl;
  readonly log: Log;
}

/** The same collector, whose cluster is shared with web processes from its start to its stop. */
export function sharingCollector(collector: RunningCollector, { url, log, facts }: SharingParts): RunningCollector {
  const bus = openShareBus({ url, log: (level, text) => log[level](text) });
  const shared = shareCluster({ bus, collector, facts, log: (error, text) => log.error({ err: error }, text) });
  return {
    get cluster() {
      return collector.cluster;
    },
    get absence() {
      return collector.absence;
    },
    get term() {
      return collector.term;
    },
    get standsByFor() {
      return collector.standsByFor;
    },
    call: (name, request) => collector.call(name, request),
    onChange: (listener) => collector.onChange(listener),
    start: () => collector.start(),
    async stop(graceMs) {
      shared.close();
      await Promise.all([collector.stop(graceMs), bus.close()]);
    },
  };
}

/** True where both are databases of one server: what is shared would then be load on what is watched. */
export function isSameServer(share: RedisUrl, brokerUrl: string): boolean {
  const parsed = parseBrokerUrl(brokerUrl);
  if (!parsed.ok || parsed.url.kind !== 'redis' || share.sentinels !== null || parsed.url.sentinels !== null)
    return false;
  const [own] = share.endpoints;
  return parsed.url.endpoints.some(
    ({ host, port, path }) => host === own.host && port === own.port && path === own.path,
  );
}

/** What the configuration has checked. */
export function shareUrlOf({ share }: { readonly share: string | null }): RedisUrl {
  const parsed = parseBrokerUrl(share ?? '');
  if (!parsed.ok || parsed.url.kind !== 'redis') throw new Error('--share was checked to be a Redis.');
  return parsed.url;
}
