import type { Cluster } from '@/lib/cluster/cluster';
import type { EventGap } from '@/lib/cluster/cluster-status';
import type { Task } from '@/lib/cluster/task';
import type { WorkerView } from '@/lib/cluster/worker';
import type { TaskPlace } from '@/lib/why/facts';
import { BrokerError, type Broker, type FoundMessage } from '../brokers/broker';
import { rememberEach } from '../remember';
import type { Replies } from './replies';

/** Pages ask every few seconds, and many may look at the same task. */
const REMEMBERED = { seconds: 4, most: 200 };
/** Searches beyond these are not begun: each reads up to 2,000 messages, one after another. */
const MOST_SEARCHES = 8;
/** Whose registered names are looked through. */
const MOST_WORKERS = 200;

export interface TaskPlacesDeps {
  readonly broker: Pick<Broker, 'kind' | 'findMessage'>;
  readonly isConnected: () => boolean;
  readonly cluster: Cluster;
  readonly task: (uuid: string) => Task | null;
  readonly workers: () => readonly WorkerView[];
  readonly replies: Pick<Replies, 'holder'>;
  readonly gaps: () => readonly EventGap[];
  readonly startedAt: number;
  readonly now: () => number;
}

/** Looks up where a task is: in the broker, and by what workers told last. null for a task of which nothing is known. */
export function createTaskPlaces(deps: TaskPlacesDeps): (uuid: string) => Promise<TaskPlace | null> {
  const { broker, cluster, now } = deps;
  let searches = 0;

  const search = async (task: Pick<Task, 'uuid' | 'queue'>): Promise<FoundMessage | null> => {
    if (broker.kind !== 'redis' || !deps.isConnected() || searches >= MOST_SEARCHES) return null;
    searches += 1;
    try {
      const inItsQueue = await broker.findMessage(task.uuid, task.queue);
      if (inItsQueue.message !== null || task.queue === null) return inItsQueue;
      // It may have been routed elsewhere than its sender told.
      const anywhere = await broker.findMessage(task.uuid, null);
      return { message: anywhere.message, everywhere: inItsQueue.everywhere && anywhere.everywhere };
    } catch (error) {
      if (error instanceof BrokerError) return null;
      throw error;
    } finally {
      searches -= 1;
    }
  };

  const look = async (uuid: string): Promise<TaskPlace | null> => {
    const found = await search(deps.task(uuid) ?? { uuid, queue: null });
    // It may have changed while it was looked for.
    const task = deps.task(uuid);
    if (task === null) return null;
    return {
      at: now(),
      brokerKind: broker.kind,
      message: toPlace(found),
      held: deps.replies.holder(uuid),
      aheadOnWorker: aheadOf(cluster, task),
      registered: registeredOn(cluster, deps.workers(), task),
      watchedSince: deps.startedAt,
      missedEvents: deps.gaps().some(({ to }) => to === null || to > task.updatedAt),
    };
  };
  const remembered = rememberEach({ ...REMEMBERED, now }, look);
  return (uuid) => remembered(uuid);
}

function toPlace(found: FoundMessage | null): TaskPlace['message'] {
  if (found === null) return null;
  const { message, everywhere } = found;
  if (message === null) return { in: 'nowhere', everywhere };
  const { place, queue } = message;
  return place.in === 'queue' ? { ...place, queue } : place;
}

/** Tasks that the worker was given before and has not begun. */
function aheadOf(cluster: Cluster, task: Task): number | null {
  const open = task.deliveries.findLast(({ outcome }) => outcome === null);
  const reserved = open === undefined ? undefined : cluster.held.get(open.worker)?.reserved;
  if (reserved?.has(task.uuid) !== true) return null;
  let ahead = 0;
  for (const uuid of reserved.keys()) {
    if (uuid === task.uuid) break;
    ahead += 1;
  }
  return ahead;
}

function registeredOn(cluster: Cluster, workers: readonly WorkerView[], task: Task): TaskPlace['registered'] {
  const { name, queue } = task;
  if (name === null) return [];
  const holder = task.deliveries.findLast(({ outcome }) => outcome === null)?.worker;
  return workers
    .filter((worker) => worker.status !== 'gone')
    .toSorted((a, b) => concern(b, queue, holder) - concern(a, queue, holder))
    .slice(0, MOST_WORKERS)
    .flatMap(({ hostname }) => {
      const replies = cluster.workers.get(hostname)?.replies;
      if (replies?.registered == null) return [];
      const limited = replies.rateLimited?.includes(name) === true;
      return [{ worker: hostname, knows: replies.registered.includes(name), limited }];
    });
}

function concern({ hostname, queues }: WorkerView, queue: string | null, holder: string | undefined): number {
  if (hostname === holder) return 2;
  return queue !== null && queues?.includes(queue) === true ? 1 : 0;
}
