import { isIP } from 'node:net';
import { maskUrls } from './brokers/broker-url';
import type { TransportOptions } from './brokers/broker';
import { asksWho } from './access/asks-who';
import { ConfigError } from './config/config-error';
import type { Masking } from './config/masking';
import type { MetricSettings } from './collector/metric-counts';
import type { StorePlace } from './store/store-place';
import { splitClusters } from './config/clusters';
import { OPTION_KEYS, OPTIONS, type OptionKey, type OptionValues } from './config/options';
import type { Given, Source } from './config/given';
import { printable } from './config/option-names';
import { readSources, type ConfigSources } from './config/read-sources';
import type { CommandLine } from './config/sources';

export { ConfigError } from './config/config-error';
export { helpText, optionsTable } from './config/texts';

export interface Config extends Omit<OptionValues, 'brokerUrl'> {
  readonly command: 'watch' | 'collector' | 'web' | 'record' | 'backup' | 'help' | 'version';
  /** With credentials; null when none was given. */
  readonly brokerUrl: string | null;
  /** By which the cluster is known where there are several; null when it has no name. */
  readonly cluster: string | null;
  /** Further clusters to watch, each with its own broker and store. */
  readonly others: readonly Config[];
  /** Where `record` and `backup` write; null for the others. */
  readonly file: string | null;
  /** What is worth saying though it stops nothing. */
  readonly warnings: readonly string[];
}

/** All that the collector's thread needs; it is the thread's workerData. */
export interface CollectorConfig {
  readonly version: string;
  /** With credentials; null for a replay. */
  readonly brokerUrl: string | null;
  readonly replay: { readonly file: string; readonly speed: number } | null;
  /** Only what the user set: what workers report fills the rest. */
  readonly transport: Partial<TransportOptions>;
  readonly rabbitmqManagementUrl: string | null;
  readonly resultBackend: string | null;
  readonly store: StorePlace;
  /** The proof that this collector may write, where several could. */
  readonly leaseToken: number | null;
  readonly retentionSeconds: number;
  readonly maxTasks: number;
  readonly readOnly: boolean;
  readonly masking: Masking;
  readonly metrics: MetricSettings;
  readonly inspectTimeoutMs: number;
  readonly enableEvents: boolean;
}

const SEVERAL: readonly Config['command'][] = ['watch', 'help', 'version'];

/** Reads and checks all sources; throws a ConfigError with one line that says what to change. */
export function readConfig(sources: ConfigSources): Config {
  const { shared, clusters: own, line, warnings } = readSources(sources);
  const clusters = splitClusters(shared, toValues(shared).brokerUrl, own);
  const [first, ...others] = clusters.map((cluster): Config => {
    const { brokerUrl, ...values } = toValues(cluster.given);
    const named = { brokerUrl: brokerUrl[0]?.url ?? null, cluster: cluster.name, others: [] };
    return { ...values, ...named, ...toCommand(line), warnings: [] };
  });
  if (first === undefined) throw new Error('There is always one cluster.');
  const config = { ...first, others, warnings: [...warnings, ...proxyWarnings(first)] };
  if (others.length > 0 && !SEVERAL.includes(config.command)) throw oneBrokerOnly(config.command);
  if (config.command === 'watch' || config.command === 'web') checkExposure(config);
  if (config.command === 'collector' || config.command === 'web') checkShare(config);
  return config;
}

export function toCollectorConfig(
  config: Config,
  found: Pick<CollectorConfig, 'brokerUrl' | 'store' | 'leaseToken' | 'version'>,
): CollectorConfig {
  return {
    ...found,
    replay: config.replay === null ? null : { file: config.replay, speed: config.speed },
    transport: toTransport(config),
    rabbitmqManagementUrl: config.rabbitmqManagementUrl,
    resultBackend: config.resultBackend,
    retentionSeconds: config.retention,
    maxTasks: config.maxTasks,
    readOnly: config.readOnly,
    masking: { maskKeys: config.maskKeys, maskPatterns: config.maskPatterns, noMask: config.noMask },
    metrics: {
      buckets: config.taskRuntimeMetricBuckets,
      maxSeries: config.metricsMaxSeries,
      compat: config.metricsCompat,
      purgeSeconds: config.purgeOfflineWorkers,
    },
    inspectTimeoutMs: config.inspectTimeout,
    enableEvents: config.enableEvents,
  };
}

/** Only what the user set. */
export function toTransport(config: Config): Partial<TransportOptions> {
  const {
    globalKeyprefix,
    fanoutPrefix,
    fanoutPatterns,
    prioritySteps,
    sep,
    eventExchange,
    controlExchange,
    masterName,
  } = config;
  const all = {
    globalKeyprefix,
    fanoutPrefix,
    fanoutPatterns,
    prioritySteps,
    sep,
    eventExchange,
    controlExchange,
    masterName,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
}

export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '').toLowerCase();
  return name === 'localhost' || name === '::1' || (isIP(name) === 4 && name.startsWith('127.'));
}

function toValues(given: Source): OptionValues {
  // Each value comes from the schema beside its key in OPTIONS, which the compiler can't follow through a loop.
  return Object.fromEntries(OPTION_KEYS.map((key) => [key, toValue(key, given.get(key))])) as unknown as OptionValues;
}

function toValue(key: OptionKey, given: Given | undefined): unknown {
  const { schema, fallback, secret, name } = OPTIONS[key];
  if (given === undefined) return fallback;
  const parsed = schema.safeParse(given.text);
  if (parsed.success) return parsed.data;
  const value = secret ? '' : ` ${printable(given.text) || '(empty)'}`;
  const from = given.from === `--${name}` ? given.from : `${given.from} (--${name})`;
  throw new ConfigError(`${from}${value}: ${maskUrls(parsed.error.issues[0]?.message ?? 'is not allowed')}.`);
}

function toCommand(line: CommandLine): Pick<Config, 'command' | 'file'> {
  if (line.help) return { command: 'help', file: null };
  if (line.version) return { command: 'version', file: null };
  const [word, file, ...more] = line.words;
  if (word === undefined) return { command: 'watch', file: null };
  if (word === 'collector' || word === 'web') {
    if (file === undefined) return { command: word, file: null };
    throw new ConfigError(`${word} takes options only, not "${printable(file)}" (celeryscope --help).`);
  }
  if (word !== 'record' && word !== 'backup')
    throw new ConfigError(
      `"${printable(word)}" is not a command; there are collector, web, record FILE and backup FILE (celeryscope --help).`,
    );
  if (file === undefined || more.length > 0)
    throw new ConfigError(`${word} needs one file to write to: celeryscope ${word} FILE.`);
  return { command: word, file };
}

function checkShare({ command, share }: Pick<Config, 'command' | 'share'>): void {
  if (share !== null) return;
  throw new ConfigError(
    `${command} needs --share redis://HOST:6379/0, a Redis through which collector and web share live data. For both in one process leave out "${command}".`,
  );
}

function oneBrokerOnly(command: Config['command']): ConfigError {
  return new ConfigError(`${command} works with one broker; run it once for each of them.`);
}

function proxyWarnings({ xheaders, trustedProxies }: Config): string[] {
  if (!xheaders || trustedProxies.length > 0) return [];
  return [
    '--xheaders: only proxies on this machine are believed; name others with --trusted-proxies, such as 10.0.0.5 or 10.0.0.0/8.',
  ];
}

function checkExposure(config: Config): void {
  if (config.unixSocket !== null) return;
  if (isLoopback(config.host) || config.noAuth || asksWho(config)) return;
  throw new ConfigError(
    `--host ${printable(config.host)}: others can reach that address, so give --basic-auth USER:PASSWORD, --token TOKEN or --auth-provider NAME, or say --no-auth.`,
  );
}
