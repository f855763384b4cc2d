import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { openAccess } from './access/open-access';
import { orAborted } from './or-aborted';
import type { Config } from './config';
import { Feed } from './feed/feed';
import { openFeedSocket } from './feed/feed-socket';
import { createAuthorise, isOpen } from './http/authorise';
import { loadPages } from './http/pages';
import { createReadPeer, type PeerRules } from './http/peer';
import { createHttpServer } from './http/server';
import { readTrustedProxies } from './http/trusted-proxies';
import { listenAt, listenAtSocket } from './listen';
import type { Log } from './log';
import { openSite, type Site, type SiteOptions } from './site';
import { readTls, reloadTls } from './tls-files';
import type { StorePlace } from './store/store-place';
import { mountOf, toClusterLinks } from './views/clusters';

export interface WebOptions {
  readonly config: Config;
  readonly version: string;
  readonly log: Log;
  readonly pagesFolder: string;
  /** The first is served at the root, the others at `/c/NAME`. */
  readonly sites: readonly [SiteOptions, ...SiteOptions[]];
  /** Beside which history sessions and issued tokens are kept. */
  readonly accessPlace: StorePlace;
  readonly now: () => number;
}

export interface Web {
  readonly url: string;
  /** Reads the files of our own TLS again. */
  reload(): void;
  /** Starts the collector and serves until `signal` aborts or the collector gives up; the exit code. */
  run(signal: AbortSignal): Promise<number>;
}

/** Of the 5 s that a whole stop takes at most: for answers that are under way, then for what is still to be written. */
const DRAIN_MS = 1_200;
const STOP_GRACE_MS = 3_300;
const NO_FEED = { connections: 0, topics: 0, framesSent: 0, framesDropped: 0, computed: 0 };

/** Listens, so that a taken port is known before anything else begins. */
export async function openWeb(options: WebOptions): Promise<Web> {
  const { config, log, now, version } = options;
  const fatal = Promise.withResolvers<number>();
  const feeds: Feed[] = [];
  const sites: readonly Site[] = options.sites.map((site, index) =>
    openSite(site, {
      version,
      now,
      clusters: () => toClusterLinks(sites, index, config.urlPrefix),
      fatal: (code, text) => {
        log.fatal({ code }, text);
        fatal.resolve(1);
      },
      feedStats: () => feeds[index]?.stats ?? NO_FEED,
    }),
  );
  const clusters = sites.map(({ cluster }) => cluster);
  const { rules, access, close: closeAccess } = openAccess({ config, place: options.accessPlace, clusters, now });
  const authorise = createAuthorise(rules, now);
  const defaults = { paused: !config.autoRefresh, columns: config.tasksColumns };
  const mounts = sites.map(({ cluster, services }, index) => {
    const urlPrefix = config.urlPrefix + mountOf(cluster, index);
    return { cluster, services, urlPrefix, pages: loadPages(options.pagesFolder, urlPrefix, defaults) };
  });
  if (mounts[0]?.pages.size === 0) log.warn('The pages were not built (npm run build): only the API is served.');
  const tls = readTls(config);
  const readPeer = createReadPeer(peerRulesOf(config));
  const app = await createHttpServer({
    mounts,
    authorise,
    access,
    metricsAuth: config.metricsAuth,
    flower: { allowedHosts: rules.allowedHosts, isOpen: isOpen(rules), unauthenticatedApi: config.unauthenticatedApi },
    readPeer,
    tls,
    log: log.child({}, { level: quieter(log.level) }),
  });
  const sockets = sites.map(({ cluster, collector, services }, index) =>
    openFeedSocket({
      server: app.server,
      cluster,
      urlPrefix: config.urlPrefix + mountOf(cluster, index),
      authorise,
      readPeer,
      now,
      onChange: (listener) => collector.onChange(listener),
      openFeed: (outlet) =>
        new Feed({ source: services, outlet, log: (error, text) => log.error({ err: error }, text) }),
    }),
  );
  feeds.push(...sockets.map(({ feed }) => feed));
  await listen(config, app);
  return {
    url: urlOf(config, app.server.address()),
    reload: () => reloadTls(app.server, config, log),
    async run(signal) {
      for (const { collector } of sites) collector.start();
      const code = (await orAborted(fatal.promise, signal)) ?? 0;
      for (const socket of sockets) socket.close();
      await drain(app, DRAIN_MS);
      await Promise.all(sites.map(({ collector }) => collector.stop(STOP_GRACE_MS)));
      await Promise.all([closeAccess(), ...sites.map(({ store }) => store.close())]);
      return code;
    },
  };
}

async function listen({ unixSocket, unixSocketMode, host, port }: Config, app: FastifyInstance): Promise<void> {
  if (unixSocket === null) await listenAt({ host, port, option: '--port' }, () => app.listen({ host, port }));
  else await listenAtSocket({ path: unixSocket, mode: unixSocketMode }, () => app.listen({ path: unixSocket }));
}

function peerRulesOf(config: Config): PeerRules {
  const { trustedProxies, xheaders, caCerts, proxyUserHeader, proxyGroupsHeader } = config;
  const trusted = xheaders && trustedProxies.length === 0 ? ['loopback', 'unix'] : trustedProxies;
  const proxies = readTrustedProxies(trusted);
  if (proxies === null) throw new Error('The options were checked before.');
  const once = [proxyUserHeader, proxyGroupsHeader].filter((name) => name !== null);
  return { proxies, xheaders, asksCertificates: caCerts !== null, once };
}

/** Takes nothing new and lets what is under way end, for so long. */
async function drain(app: FastifyInstance, graceMs: number): Promise<void> {
  const late = setTimeout(() => app.server.closeAllConnections(), graceMs);
  await app.close();
  clearTimeout(late);
}

function urlOf({ host, urlPrefix, certfile }: Config, address: AddressInfo | string | null): string {
  const scheme = certfile === null ? 'http' : 'https';
  if (address === null || typeof address === 'string') return `${scheme}+unix:${address ?? ''}${urlPrefix}`;
  const reachable = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `${scheme}://${reachable.includes(':') ? `[${reachable}]` : reachable}:${address.port}${urlPrefix}/`;
}

/** Fastify tells at `info` where it listens, which is told already. */
function quieter(level: string): string {
  return level === 'info' ? 'warn' : level;
}
