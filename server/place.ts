import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseBrokerUrl } from './brokers/broker-url';
import { ConfigError, type Config } from './config';
import { defaultDataDir, prepareDataDir } from './data-dir';
import { findLocalBroker } from './find-local-broker';
import type { StorePlace } from './store/store-place';

/** What is watched, and where what is known of it is kept. */
export interface Place {
  /** With credentials; null for a replay. */
  readonly brokerUrl: string | null;
  /** Without them. */
  readonly display: string;
  readonly store: StorePlace;
  /** Removes what was made for this run alone. */
  readonly leave: () => void;
}

export async function placeOf(config: Config, say: (line: string) => void): Promise<Place> {
  const brokerUrl = config.replay === null ? await brokerUrlOf(config) : null;
  const display = displayOf(config, brokerUrl);
  if (brokerUrl !== null && config.brokerUrl === null)
    say(`No broker was given: took the one of this machine, ${display}.`);
  if (config.replay !== null) checkReadable(config.replay);
  if (config.store !== 'sqlite')
    return { brokerUrl, display, store: { kind: 'postgres', url: config.store }, leave: () => undefined };
  const temporary =
    config.replay !== null && config.dataDir === null ? mkdtempSync(join(tmpdir(), 'celeryscope-')) : null;
  const dataDir = config.dataDir ?? temporary ?? dataDirOf(display);
  const leave = (): void => {
    if (temporary !== null) rmSync(temporary, { recursive: true, force: true });
  };
  try {
    prepareDataDir(dataDir);
  } catch (error) {
    leave();
    throw error;
  }
  return { brokerUrl, display, store: { kind: 'sqlite', dataDir }, leave };
}

/** Where a collector keeps its history, for those who only read it. */
export function keptStoreOf(config: Config): StorePlace {
  if (config.store !== 'sqlite') return { kind: 'postgres', url: config.store };
  if (config.dataDir !== null) return { kind: 'sqlite', dataDir: config.dataDir };
  if (config.brokerUrl !== null) return { kind: 'sqlite', dataDir: dataDirOf(displayOf(config, config.brokerUrl)) };
  throw new ConfigError(
    'web needs to know where the history is: pass the --store of the collector or, on the same machine, its --data-dir.',
  );
}

export function dataDirOf(display: string): string {
  return defaultDataDir({ platform: process.platform, home: homedir(), env: process.env }, display);
}

/** What was given, else what runs on this machine. */
export async function brokerUrlOf(config: Config): Promise<string> {
  if (config.brokerUrl !== null) return config.brokerUrl;
  const found = await findLocalBroker();
  if (found !== null) return found;
  throw new ConfigError(
    'no broker was given, and none answers at redis://127.0.0.1:6379/0 or amqp://127.0.0.1:5672//. Pass one: celeryscope --broker-url redis://HOST:6379/0',
  );
}

export function displayOf(config: Config, brokerUrl: string | null): string {
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
