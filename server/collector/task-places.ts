import type { Cluster } from '@/lib/cluster/cluster';
import type { EventGap } from '@/lib/cluster/cluster-status';
import type { RevokeSight } from '@/lib/cluster/kept-revokes';
import type { Task } from '@/lib/cluster/task';
import type { WorkerView } from '@/lib/cluster/worker';
import type { ChordSight } from '@/lib/cluster/results-log';
import type { Masker } from '@/lib/masking/masker';
import type { Awaited, TaskPlace } from '@/lib/why/facts';
import { toStoredSight } from '@/lib/why/stored-sight';
import { unseenTask } from '@/lib/why/unseen-task';
import type { ReadableBackend } from '../backends/masked-backend';
import { BrokerError, type Broker, type FoundMessage } from '../brokers/broker';
import { rememberEach } from '../remember';
import type { Replies } from './replies';
import { limitsOn } from './time-limits';

/** Pages ask every few seconds, and many may look at the same task. */
const REMEMBERED = { seconds: 4, most: 200 };
/** Searches beyond these are not begun: each reads up to 2,000 messages, one after another. */
const MOST_SEARCHES = 8;
/** Whose registered names are looked through. */
const MOST_WORKERS = 200;

export interface TaskPlacesDeps {
  readonly broker: Pick<Broker, 'kind' | 'findMessage' | 'findAwaited'>;
  readonly backend: () => ReadableBackend | null;
  readonly masker: Masker;
  readonly chords: () => readonly ChordSight[];
  readonly isConnected: () => boolean;
  readonly cluster: Cluster;
  readonly task: (uuid: string) => Task | null;
  readonly workers: () => readonly WorkerView[];
  readonly replies: Pick<Replies, 'holder'>;
  readonly revocation: (uuid: string) => RevokeSight | null;
  readonly gaps: () => readonly EventGap[];
  readonly startedAt: number;
  readonly now: () => number;
}

/** Looks up where a task is: in the broker, in the result backend, and by what workers told last. */
export function createTaskPlaces(deps: TaskPlacesDeps): (uuid: string) => Promise<TaskPlace> {
  const { broker, cluster, now } = deps;
  let searches = 0;

  const searching = async <T>(work: () => Promise<T>): Promise<T | null> => {
    if (broker.kind !== 'redis' || !deps.isConnected() || searches >= MOST_SEARCHES) return null;
    searches += 1;
    try {
      return await work();
    } catch (error) {
      if (error instanceof BrokerError) return null;
      throw error;
    } finally {
      searches -= 1;
    }
  };

  const search = async ({ uuid, queue }: Pick<Task, 'uuid' | 'queue'>): Promise<FoundMessage> => {
    const inItsQueue = await broker.findMessage(uuid, queue);
    if (inItsQueue.message !== null || queue === null) return inItsQueue;
    // It may have been routed elsewhere than its sender told.
    const anywhere = await broker.findMessage(uuid, null);
    return { message: anywhere.message, everywhere: inItsQueue.everywhere && anywhere.everywhere };
  };

  const awaited = async (uuid: string): Promise<readonly Awaited[]> => {
    const messages = (await broker.findAwaited?.(uuid)) ?? [];
    return messages.map(({ groupId, ...message }) => ({ ...message, chord: countOf(deps.chords(), groupId) }));
  };

  const look = async (uuid: string): Promise<TaskPlace> => {
    const sought = deps.task(uuid) ?? { uuid, queue: null };
    const [found, stored] = await Promise.all([searching(() => search(sought)), storedOf(deps.backend(), uuid)]);
    const isNowhere = found !== null && found.message === null && stored === null;
    const awaits = isNowhere && deps.task(uuid) === null ? await searching(() => awaited(uuid)) : null;
    // It may have changed while it was looked for.
    const seen = deps.task(uuid);
    const task = seen ?? masked(unseenTask(uuid, found?.message ?? null, now()), deps.masker);
    return {
      stored,
      unseen: seen === null ? task : null,
      awaits: awaits ?? [],
      timeLimits: limitsOn(cluster, task),
      at: now(),
      brokerKind: broker.kind,
      message: toPlace(found),
      held: deps.replies.holder(uuid),
      aheadOnWorker: aheadOf(cluster, task),
      aheadSeen: aheadInLine(cluster, task),
      registered: registeredOn(cluster, deps.workers(), task),
      watchedSince: deps.startedAt,
      revocation: deps.revocation(uuid),
      missedEvents: deps.gaps().some(({ to }) => to === null || to > task.updatedAt),
    };
  };
  const remembered = rememberEach({ ...REMEMBERED, now }, look);
  return (uuid) => remembered(uuid);
}

function masked(task: Task, masker: Masker): Task {
  return { ...task, args: masker.text(task.args), kwargs: masker.text(task.kwargs) };
}

async function storedOf(backend: ReadableBackend | null, uuid: string): Promise<TaskPlace['stored']> {
  try {
    const stored = (await backend?.read([uuid]))?.get(uuid);
    return stored === undefined ? null : toStoredSight(stored);
  } catch {
    // Its connection is tried again by itself; without it the ladder tells less.
    return null;
  }
}

function countOf(chords: readonly ChordSight[], groupId: string | null): Awaited['chord'] {
  const chord = groupId === null ? undefined : chords.find((one) => one.groupId === groupId);
  return chord === undefined ? null : { size: chord.size, done: chord.done, readAt: chord.readAt };
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

/** By the order in which they were sent, as events told; another order of the queue is not seen. */
function aheadInLine({ waiting }: Cluster, { uuid, queue }: Task): number | null {
  const line = queue === null ? undefined : waiting.get(queue);
  if (line?.has(uuid) !== true) return null;
  let ahead = 0;
  for (const other of line) {
    if (other === uuid) break;
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
      const rateLimit = replies.rateLimits?.[name] ?? null;
      return [{ worker: hostname, knows: replies.registered.includes(name), rateLimit }];
    });
}

function concern({ hostname, queues }: WorkerView, queue: string | null, holder: string | undefined): number {
  if (hostname === holder) return 2;
  return queue !== null && queues?.includes(queue) === true ? 1 : 0;
}
