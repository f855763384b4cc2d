import { accessSync, constants, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { parseBrokerUrl } from './brokers/broker-url';
import { ConfigError, helpText, readConfig, toCollectorConfig, type Config } from './config';
import { defaultDataDir, prepareDataDir } from './data-dir';
import { findLocalBroker } from './find-local-broker';
import { openLog } from './log';
import { runBackup } from './run-backup';
import { runRecord } from './run-record';
import { expectNoWriter } from './store';
import { StoreError } from './store/store';
import { openWeb } from './web';

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

async function watch(config: Config): Promise<number> {
  const log = openLog(config.logLevel, process.stderr);
  for (const warning of config.warnings) log.warn(warning);
  const brokerUrl = config.replay === null ? await brokerUrlOf(config) : null;
  const display = displayOf(config, brokerUrl);
  if (brokerUrl !== null && config.brokerUrl === null)
    log.info(`No broker was given: took the one of this machine, ${display}.`);
  if (config.replay !== null) checkReadable(config.replay);
  const temporary =
    config.replay !== null && config.dataDir === null ? mkdtempSync(join(tmpdir(), 'celeryscope-')) : null;
  const dataDir = config.dataDir ?? temporary ?? dataDirOf(display);
  try {
    prepareDataDir(dataDir);
    expectNoWriter(dataDir);
    const version = packageVersion();
    const workerData = toCollectorConfig(config, { brokerUrl, dataDir, version });
    const web = await openWeb({
      config,
      dataDir,
      version,
      log,
      pagesFolder: fileURLToPath(new URL('./web/', import.meta.url)),
      startCollector: () => new Worker(new URL('./collector.js', import.meta.url), { workerData, resourceLimits: COLLECTOR_MEMORY }),
      startReader: (data) =>
        new Worker(new URL('./reader.js', import.meta.url), { workerData: data, resourceLimits: READER_MEMORY }),
      now: () => Date.now() / 1000,
    });
    process.stdout.write(`Celeryscope ${version} watches ${display}: ${web.url}\n`);
    return await web.run(untilSignal());
  } finally {
    if (temporary !== null) rmSync(temporary, { recursive: true, force: true });
  }
}

function dataDirOf(display: string): string {
  return defaultDataDir({ platform: process.platform, home: homedir(), env: process.env }, display);
}

/** What was given, else what runs on this machine. */
async function brokerUrlOf(config: Config): Promise<string> {
  if (config.brokerUrl !== null) return config.brokerUrl;
  const found = await findLocalBroker();
  if (found !== null) return found;
  throw new ConfigError(
    'no broker was given, and none answers at redis://127.0.0.1:6379/0 or amqp://127.0.0.1:5672//. Pass one: celeryscope --broker-url redis://HOST:6379/0',
  );
}

function displayOf(config: Config, brokerUrl: string | null): string {
  if (brokerUrl === null) return `the replay of ${config.replay ?? ''}`;
  const parsed = parseBrokerUrl(brokerUrl);
  if (!parsed.ok) throw new ConfigError(`--broker-url: ${parsed.reason}`);
  return parsed.url.display;
}

function checkReadable(file: string): void {
  try {
    accessSync(file, constants.R_OK);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new ConfigError(`--replay ${file}: can't be read (${code}); celeryscope record FILE makes a recording.`);
  }
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
