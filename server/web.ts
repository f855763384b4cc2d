import type { AddressInfo } from 'node:net';
import { orAborted } from './or-aborted';
import type { Config } from './config';
import { Feed } from './feed/feed';
import { openFeedSocket } from './feed/feed-socket';
import { createAuthorise, isOpen } from './http/authorise';
import { loadPages } from './http/pages';
import { createHttpServer } from './http/server';
import { listenAt } from './listen';
import type { Log } from './log';
import { openSite, type Site, type SiteOptions } from './site';
import { mountOf, toClusterLinks } from './views/clusters';

export interface WebOptions {
  readonly config: Config;
  readonly version: string;
  readonly log: Log;
  readonly pagesFolder: string;
  /** The first is served at the root, the others at `/c/NAME`. */
  readonly sites: readonly [SiteOptions, ...SiteOptions[]];
  readonly now: () => number;
}

export interface Web {
  readonly url: string;
  /** Starts the collector and serves until `signal` aborts or the collector gives up; the exit code. */
  run(signal: AbortSignal): Promise<number>;
}

/** How long the collector may take to write what it holds: the whole stop takes at most 5 s. */
const STOP_GRACE_MS = 4_000;
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
  const rules = {
    users: config.basicAuth,
    tokens: config.token,
    host: config.host,
    allowedHosts: config.allowedHosts,
    readOnly: config.readOnly,
  };
  const authorise = createAuthorise(rules, now);
  const mounts = sites.map(({ cluster, services }, index) => {
    const urlPrefix = config.urlPrefix + mountOf(cluster, index);
    return { cluster, services, urlPrefix, pages: loadPages(options.pagesFolder, urlPrefix) };
  });
  if (mounts[0]?.pages.size === 0) log.warn('The pages were not built (npm run build): only the API is served.');
  const app = await createHttpServer({
    mounts,
    authorise,
    flower: { ...rules, isOpen: isOpen(rules), unauthenticatedApi: config.unauthenticatedApi },
    log: log.child({}, { level: quieter(config.logLevel) }),
  });
  const sockets = sites.map(({ cluster, collector, services }, index) =>
    openFeedSocket({
      server: app.server,
      cluster,
      urlPrefix: config.urlPrefix + mountOf(cluster, index),
      authorise,
      now,
      onChange: (listener) => collector.onChange(listener),
      openFeed: (outlet) =>
        new Feed({ source: services, outlet, log: (error, text) => log.error({ err: error }, text) }),
    }),
  );
  feeds.push(...sockets.map(({ feed }) => feed));
  const { host, port } = config;
  await listenAt({ host, port, option: '--port' }, () => app.listen({ host, port }));
  return {
    url: urlOf(config, (app.server.address() as AddressInfo).port),
    async run(signal) {
      for (const { collector } of sites) collector.start();
      const code = (await orAborted(fatal.promise, signal)) ?? 0;
      for (const socket of sockets) socket.close();
      await Promise.all([app.close(), ...sites.map(({ collector }) => collector.stop(STOP_GRACE_MS))]);
      await Promise.all(sites.map(({ store }) => store.close()));
      return code;
    },
  };
}

function urlOf({ host, urlPrefix }: Config, port: number): string {
  const reachable = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}${urlPrefix}/`;
}

/** Fastify tells at `info` where it listens, which is told already. */
function quieter(level: Config['logLevel']): Config['logLevel'] {
  return level === 'info' ? 'warn' : level;
}
