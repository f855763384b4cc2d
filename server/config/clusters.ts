import { join } from 'node:path';
import { ConfigError } from './config-error';
import { OPTIONS, type OptionKey } from './options';
import type { Given, Source } from './given';
import { printable } from './option-names';
import { CLUSTER_NAME, type NamedUrl } from './values';

/** One cluster of those that are watched, with its own options. */
export interface ClusterSource {
  /** null where there is only one, without a name. */
  readonly name: string | null;
  readonly given: Source;
}

/** Another broker has another management API and its own results. */
const OF_THE_FIRST: readonly OptionKey[] = ['rabbitmqManagementUrl', 'resultBackend', 'dataDir', 'store', 'replay'];

/**
 * Splits what was given into one source for each cluster. `urls` are those of `shared`; `own` are the clusters of a file
 * by name, whose options go before the shared ones.
 */
export function splitClusters(
  shared: Source,
  urls: readonly NamedUrl[],
  own: ReadonlyMap<string, Source>,
): readonly [ClusterSource, ...ClusterSource[]] {
  for (const [name, options] of own) checkOwn(name, options);
  const named = urls.map(({ name, url }) => ({ name, url: { text: url, from: from(shared) } }));
  const fromFile = [...own].flatMap(([name, options]) => {
    if (named.some((one) => one.name === name)) return [];
    const url = options.get('brokerUrl');
    if (url === undefined) throw new ConfigError(`The cluster ${printable(name)} has no broker-url.`);
    return [{ name, url }];
  });
  const [first, ...others] = [...named, ...fromFile];
  if (first === undefined) return [{ name: null, given: shared }];
  if (others.length > 0 && first.name === null)
    throw new ConfigError(
      '--broker-url: several brokers are given, so it needs a name as well, such as prod=redis://HOST:6379/0.',
    );
  const givenOf = ({ name, url }: { name: string | null; url: Given }, base: Source): ClusterSource => ({
    name,
    given: new Map([...base, ...(own.get(name ?? '') ?? []), ['brokerUrl', url]]),
  });
  return [givenOf(first, shared), ...others.map((other) => givenOf(other, forOther(shared, other.name, own)))];
}

function checkOwn(name: string, options: Source): void {
  if (!CLUSTER_NAME.test(name))
    throw new ConfigError(`The cluster ${printable(name)}: its name must be of letters, digits and . _ -, 40 at most.`);
  for (const [key, { from }] of options) {
    if (!OPTIONS[key].eachCluster) throw new ConfigError(`${from}: holds for all clusters, so it belongs outside.`);
  }
}

/** A folder is shared out by name; the first cluster stays where it was when it was the only one. */
function forOther(shared: Source, name: string | null, own: ReadonlyMap<string, Source>): Source {
  const rest = new Map([...shared].filter(([key]) => !OF_THE_FIRST.includes(key)));
  const folder = shared.get('dataDir');
  if (folder !== undefined) rest.set('dataDir', { ...folder, text: join(folder.text, name ?? '') });
  const store = shared.get('store');
  if (store !== undefined && store.text !== 'sqlite' && own.get(name ?? '')?.has('store') !== true)
    throw new ConfigError(
      `${store.from}: each of several brokers needs a database of its own; give each its "store" in the "clusters" of a --config file.`,
    );
  return rest;
}

function from(shared: Source): string {
  return shared.get('brokerUrl')?.from ?? '--broker-url';
}
