import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CollectorHooks } from './collector-client';
import { ConfigError, helpText, readConfig, type Config } from './config';
import { openLog, type Log, type OpenedLog } from './log';
import { limitsOf, now, ownCollector, readStore } from './own-threads';
import { packageVersion } from './package-version';
import { brokerUrlOf, dataDirOf, displayOf, keptStoreOf, placeOf, type Place } from './place';
import { onHangup, untilSignal } from './process-signals';
import { runBackup } from './run-backup';
import { runCollector } from './run-collector';
import { runRecord } from './run-record';
import { RemoteCollector } from './share/remote-collector';
import { openShareBus } from './share/share-bus';
import { shareUrlOf } from './share/sharing-collector';
import { expectNoWriter } from './store';
import { StoreError } from './store/store';
import type { SiteOptions } from './site';
import { openWeb, type WebOptions } from './web';

const STOPPED_BY_STORE = 1;
const STOPPED_BY_BAD_CONFIG = 2;
/** The whole program; resolves with its exit code. Here, and in the configuration, the environment is read. */
export async function main(): Promise<number> {
  try {
    const config = readConfig({
      args: process.argv.slice(2),
      env: process.env,
      readFile: (path) => readFileSync(path, 'utf8'),
    });
    switch (config.command) {
      case 'help':
        process.stdout.write(helpText());
        return 0;
      case 'version':
        process.stdout.write(`${packageVersion()}\n`);
        return 0;
      case 'record':
        return await record(config);
      case 'backup':
        return await backup(config);
      case 'watch':
        return await watch(config);
      case 'collector':
        return await collect(config);
      case 'web':
        return await serve(config);
    }
  } catch (error) {
    if (!(error instanceof ConfigError || error instanceof StoreError)) throw error;
    process.stderr.write(`celeryscope: ${error.message}\n`);
    return error instanceof ConfigError ? STOPPED_BY_BAD_CONFIG : STOPPED_BY_STORE;
  }
}

async function record(config: Config): Promise<number> {
  return runRecord({
    config,
    brokerUrl: await brokerUrlOf(config),
    file: config.file ?? '',
    signal: untilSignal(),
    say: (line) => process.stderr.write(`${line}\n`),
  });
}

async function backup(config: Config): Promise<number> {
  if (config.store !== 'sqlite')
    throw new ConfigError(
      'backup copies a history in a file; for a database take its own tool: pg_dump -n celeryscope.',
    );
  return runBackup({
    dataDir: config.dataDir ?? dataDirOf(displayOf(config, await brokerUrlOf(config))),
    file: config.file ?? '',
    signal: untilSignal(),
    say: (line) => process.stdout.write(`${line}\n`),
  });
}

/** Collectors and web in one process. */
async function watch(config: Config): Promise<number> {
  const { log, reopen } = logOf(config);
  const leave: (() => void)[] = [];
  try {
    const watched = [];
    for (const cluster of [config, ...config.others] as const) {
      const place = await placeOf(cluster, (line) => log.info(line));
      leave.push(place.leave);
      expectNoOther(place);
      watched.push({ cluster, place });
    }
    expectDifferent(watched.map(({ place }) => place));
    const [first, ...others] = watched.map(({ cluster, place }) => siteOf(cluster, place, log));
    if (first === undefined) throw new Error('There is always one cluster.');
    const web = await openWeb({
      ...webParts(config, log),
      sites: [first, ...others],
      accessPlace: watched[0]?.place.store ?? keptStoreOf(config),
    });
    // Whoever waits for the line may end us in the next instant.
    const signal = untilSignal();
    const what = watched.map(({ cluster, place }) =>
      others.length === 0 ? place.display : `${cluster.cluster ?? ''} (${place.display})`,
    );
    onHangup(config, reopen, () => web.reload());
    process.stdout.write(`Celeryscope ${packageVersion()} watches ${what.join(', ')}: ${web.url}\n`);
    return await web.run(signal);
  } finally {
    for (const end of leave) end();
  }
}

function siteOf(config: Config, place: Place, log: Log): SiteOptions {
  return {
    cluster: config.cluster,
    store: readStore(place.store, log),
    limits: () => limitsOf(config),
    openCollector: (hooks) =>
      ownCollector(config, place, config.cluster === null ? log : log.child({ cluster: config.cluster }), hooks),
  };
}

async function collect(config: Config): Promise<number> {
  const { log, reopen } = logOf(config);
  const place = await placeOf(config, (line) => log.info(line));
  const version = packageVersion();
  const shared = shareUrlOf(config).display;
  try {
    expectNoOther(place);
    onHangup(config, reopen);
    const run = {
      config,
      version,
      now,
      openCollector: (hooks: CollectorHooks) => ownCollector(config, place, log, hooks),
      began: () =>
        void process.stdout.write(`Celeryscope ${version} collects from ${place.display}, shared through ${shared}\n`),
    };
    return await runCollector(run, log, untilSignal());
  } finally {
    place.leave();
  }
}

async function serve(config: Config): Promise<number> {
  const { log, reopen } = logOf(config);
  const url = shareUrlOf(config);
  const say = (level: 'info' | 'warn', text: string): void => log[level](text);
  let limits = (): ReturnType<SiteOptions['limits']> => limitsOf(config);
  const web = await openWeb({
    ...webParts(config, log),
    sites: [
      {
        cluster: config.cluster,
        store: readStore(keptStoreOf(config), log),
        limits: () => limits(),
        openCollector: ({ begins }) => {
          const bus = openShareBus({ url, log: say });
          const remote = new RemoteCollector({
            bus,
            version: packageVersion(),
            address: url.display,
            changed: begins,
            log: say,
            now,
          });
          limits = () => remote.limits ?? limitsOf(config);
          return remote;
        },
      },
    ],
    accessPlace: keptStoreOf(config),
  });
  const signal = untilSignal();
  onHangup(config, reopen, () => web.reload());
  process.stdout.write(`Celeryscope ${packageVersion()} serves what is shared through ${url.display}: ${web.url}\n`);
  return web.run(signal);
}

function webParts(config: Config, log: Log): Omit<WebOptions, 'sites' | 'accessPlace'> {
  return {
    config,
    version: packageVersion(),
    log,
    pagesFolder: fileURLToPath(new URL('./web/', import.meta.url)),
    now,
  };
}

/** Where only one may write, a second one says so before anything else. */
function expectNoOther({ store }: Place): void {
  if (store.kind === 'sqlite') expectNoWriter(store.dataDir);
}

/** Two clusters in one store would be taken for one. */
function expectDifferent(places: readonly Place[]): void {
  const keys = places.map(({ store }) => (store.kind === 'sqlite' ? resolve(store.dataDir) : store.url));
  if (new Set(keys).size < keys.length)
    throw new ConfigError(
      'two of the clusters would keep their history in the same place; give each its own data-dir.',
    );
}

function logOf(config: Config): OpenedLog {
  const opened = openLog(config, process.stderr);
  for (const warning of config.warnings) opened.log.warn(warning);
  return opened;
}
