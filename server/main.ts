import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { ThreadCollectorClient, type RunningCollector } from './collector-client';
import { ConfigError, helpText, readConfig, toCollectorConfig, type Config } from './config';
import { openLog, type Log } from './log';
import { brokerUrlOf, dataDirOf, displayOf, keptDataDirOf, placeOf, type Place } from './place';
import { runBackup } from './run-backup';
import { runCollector } from './run-collector';
import { runRecord } from './run-record';
import { RemoteCollector } from './share/remote-collector';
import { openShareBus } from './share/share-bus';
import { isSameServer, sharingCollector, shareUrlOf } from './share/sharing-collector';
import { expectNoWriter } from './store';
import { StoreError } from './store/store';
import { openWeb, type CollectorHooks, type WebOptions } from './web';

const STOPPED_BY_BAD_CONFIG = 2;
/** A question that would take more ends its thread, and nothing else. */
const READER_MEMORY = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 16 };
/** A larger one puts off what it collects: a storm then leaves half as much memory again behind, and is taken no faster. */
const COLLECTOR_MEMORY = { maxYoungGenerationSizeMb: 16 };
const STOPPED_BY_STORE = 1;

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
  return runBackup({
    dataDir: config.dataDir ?? dataDirOf(displayOf(config, await brokerUrlOf(config))),
    file: config.file ?? '',
    signal: untilSignal(),
    say: (line) => process.stdout.write(`${line}\n`),
  });
}

/** Collector and web in one process. */
async function watch(config: Config): Promise<number> {
  const log = logOf(config);
  const place = await placeOf(config, (line) => log.info(line));
  try {
    expectNoWriter(place.dataDir);
    const web = await openWeb({
      ...webParts(config, log),
      dataDir: place.dataDir,
      limits: () => limitsOf(config),
      openCollector: (hooks) => ownCollector(config, place, log, hooks),
    });
    process.stdout.write(`Celeryscope ${packageVersion()} watches ${place.display}: ${web.url}\n`);
    return await web.run(untilSignal());
  } finally {
    place.leave();
  }
}

async function collect(config: Config): Promise<number> {
  const log = logOf(config);
  const place = await placeOf(config, (line) => log.info(line));
  const version = packageVersion();
  const shared = shareUrlOf(config).display;
  try {
    expectNoWriter(place.dataDir);
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
  const log = logOf(config);
  const url = shareUrlOf(config);
  const say = (level: 'info' | 'warn', text: string): void => log[level](text);
  let limits = (): ReturnType<WebOptions['limits']> => limitsOf(config);
  const web = await openWeb({
    ...webParts(config, log),
    dataDir: keptDataDirOf(config),
    limits: () => limits(),
    openCollector: ({ begins }) => {
      const bus = openShareBus({ url, log: say });
      const remote = new RemoteCollector({ bus, address: url.display, changed: begins, log: say, now });
      limits = () => remote.facts ?? limitsOf(config);
      return remote;
    },
  });
  process.stdout.write(`Celeryscope ${packageVersion()} serves what is shared through ${url.display}: ${web.url}\n`);
  return web.run(untilSignal());
}

/** A collector in a thread of this process, shared with others where that is asked for. */
function ownCollector(config: Config, place: Place, log: Log, { begins, fatal }: CollectorHooks): RunningCollector {
  const version = packageVersion();
  const { brokerUrl, dataDir } = place;
  const workerData = toCollectorConfig(config, { brokerUrl, dataDir, version });
  const collector = new ThreadCollectorClient({
    start: () => {
      begins();
      return new Worker(new URL('./collector.js', import.meta.url), { workerData, resourceLimits: COLLECTOR_MEMORY });
    },
    now,
    log: (level, text) => log[level](text),
    fatal,
  });
  if (config.share === null) return collector;
  const url = shareUrlOf(config);
  if (brokerUrl !== null && isSameServer(url, brokerUrl))
    log.warn(
      '--share is the broker itself, which then carries the live data of every web process: take another Redis.',
    );
  const facts = { version, ...limitsOf(config) };
  return sharingCollector(collector, { url, log, facts });
}

function webParts(config: Config, log: Log): Omit<WebOptions, 'dataDir' | 'limits' | 'openCollector'> {
  return {
    config,
    version: packageVersion(),
    log,
    pagesFolder: fileURLToPath(new URL('./web/', import.meta.url)),
    startReader: (workerData) =>
      new Worker(new URL('./reader.js', import.meta.url), { workerData, resourceLimits: READER_MEMORY }),
    now,
  };
}

function limitsOf({ maxTasks, retention }: Config): ReturnType<WebOptions['limits']> {
  return { maxTasks, retentionSeconds: retention };
}

function logOf(config: Config): Log {
  const log = openLog(config.logLevel, process.stderr);
  for (const warning of config.warnings) log.warn(warning);
  return log;
}

function now(): number {
  return Date.now() / 1000;
}

/** Aborts at the first SIGINT or SIGTERM; a second one ends the process at once. */
function untilSignal(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stop.signal.aborted) process.exit(130);
      stop.abort();
    });
  }
  return stop.signal;
}

function packageVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
