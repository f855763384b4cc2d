import type { Services } from '../http/endpoint';
import { clusterOf } from '../views/view';
import { FlowerJson } from './flower-endpoint';

/** So many at a time, so that the collector goes on between. */
const AT_A_TIME = 100;
/** Who asks for fresh answers of more workers than can give them in this time gets the last ones of the others. */
const REFRESH_SECONDS = 30;

/** What workers told, by name; those that never answered are left out. */
export async function toldWorkers(
  services: Services,
  hostnames: readonly string[],
  refresh: boolean,
): Promise<ReadonlyMap<string, FlowerJson>> {
  const told = new Map<string, FlowerJson>();
  const end = performance.now() + REFRESH_SECONDS * 1000;
  for (let at = 0; at < hostnames.length; at += AT_A_TIME) {
    const some = hostnames.slice(at, at + AT_A_TIME);
    const isTime = refresh && performance.now() < end;
    const texts = await services.collector.call('toldWorkers', { hostnames: some, refresh: isTime });
    for (const hostname of some) {
      const text = Object.hasOwn(texts, hostname) ? texts[hostname] : undefined;
      if (text !== undefined) told.set(hostname, new FlowerJson(text));
    }
  }
  return told;
}

/** Queues that workers consume, by name; of a cluster in which no worker told any, all that are known. */
export function activeQueues(services: Services): readonly string[] {
  const { workers, queues } = clusterOf(services);
  const consumed = new Set([...workers.values()].flatMap((worker) => worker.queues ?? []));
  return (consumed.size > 0 ? [...consumed] : [...queues.keys()]).sort();
}
