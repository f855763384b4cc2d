import type { AddressInfo } from 'node:net';
import { orAborted } from './or-aborted';
import type { RunningCollector } from './collector-client';
import type { Config } from './config';
import { Feed } from './feed/feed';
import { openFeedSocket } from './feed/feed-socket';
import { createAuthorise } from './http/authorise';
import { createMetrics } from './http/metrics';
import { loadPages } from './http/pages';
import { createHttpServer } from './http/server';
import { listenAt } from './listen';
import type { Log } from './log';
import { lastKnown, remember, rememberEach } from './remember';
import type { ReadStore } from './store/read-store';
import type { StoreReader } from './store/store';
import { toTaskQuery, type TaskListParams } from './views/params';
import { starting, type ViewSource } from './views/view';
import { watchWorkerChanges } from './views/worker-changes';

export interface WebOptions {
  readonly config: Config;
  readonly store: ReadStore;
  readonly version: string;
  readonly log: Log;
  /** What the collector keeps, as far as this process knows. */
  readonly limits: ViewSource['limits'];
  readonly pagesFolder: string;
  readonly openCollector: (hooks: CollectorHooks) => RunningCollector;
  readonly now: () => number;
}

export interface CollectorHooks {
  /** Another collector begins, which may put a fresh file in the place of a damaged one. */
  readonly begins: () => void;
  /** Nothing can be collected in this process. */
  readonly fatal: (code: string, text: string) => void;
}

export interface Web {
  readonly url: string;
  /** Starts the collector and serves until `signal` aborts or the collector gives up; the exit code. */
  run(signal: AbortSignal): Promise<number>;
}

/** How long the collector may take to write what it holds: the whole stop takes at most 5 s. */
const STOP_GRACE_MS = 4_000;
/** Counting a large store costs more than it is worth to know it to the second. */
const COUNTS_SECONDS = 5;
const NO_SIZE = { tasks: 0, bytes: 0, oldestAt: null };
const FACETS_SECONDS = 2;
const MOST_FACETS = 100;

/** Listens, so that a taken port is known before anything else begins. */
export async function openWeb(options: WebOptions): Promise<Web> {
  const { config, log, now, store, version } = options;
  const reader = (): StoreReader => {
    // The collector makes the file; where there was one before, what it kept can be read without one.
    if (collector.cluster === null && collector.absence === null) throw starting(collector);
    return store.reader;
  };
  const fatal = Promise.withResolvers<number>();
  const collector = options.openCollector({
    begins: () => store.reset(),
    fatal: (code, text) => {
      log.fatal({ code }, text);
      fatal.resolve(1);
    },
  });
  const source: ViewSource = {
    version,
    storePath: store.path,
    limits: options.limits,
    collector,
    reader,
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
  const authorise = createAuthorise(
    {
      users: config.basicAuth,
      tokens: config.token,
      host: config.host,
      allowedHosts: config.allowedHosts,
      readOnly: config.readOnly,
    },
    now,
  );
  let feed: Feed | null = null;
  const noFeed = { connections: 0, topics: 0, framesSent: 0, framesDropped: 0, computed: 0 };
  const metrics = createMetrics(source, () => feed?.stats ?? noFeed);
  const pages = loadPages(options.pagesFolder, config.urlPrefix);
  if (pages.size === 0) log.warn('The pages were not built (npm run build): only the API is served.');
  const services = { ...source, metrics, startedAt: now() };
  const app = await createHttpServer({
    services,
    authorise,
    urlPrefix: config.urlPrefix,
    pages,
    log: log.child({}, { level: quieter(config.logLevel) }),
  });
  const socket = openFeedSocket({
    server: app.server,
    urlPrefix: config.urlPrefix,
    authorise,
    now,
    onChange: (listener) => collector.onChange(listener),
    openFeed: (outlet) => new Feed({ source, outlet, log: (error, text) => log.error({ err: error }, text) }),
  });
  feed = socket.feed;
  const { host, port } = config;
  await listenAt({ host, port, option: '--port' }, () => app.listen({ host, port }));
  return {
    url: urlOf(config, (app.server.address() as AddressInfo).port),
    async run(signal) {
      collector.start();
      const code = (await orAborted(fatal.promise, signal)) ?? 0;
      socket.close();
      await Promise.all([app.close(), collector.stop(STOP_GRACE_MS)]);
      await store.close();
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
