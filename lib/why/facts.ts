import { DEFAULT_VISIBILITY_SECONDS, shortestTimeout } from '../celery/visibility-timeout';
import type { BrokerStatus } from '../cluster/cluster-status';
import type { RevokeSight } from '../cluster/kept-revokes';
import type { QueueView } from '../cluster/queue';
import type { Task } from '../cluster/task';
import type { WorkerView } from '../cluster/worker';

/** What the collector looks up for one task, where the frames do not tell it. */
export interface TaskPlace {
  /** When it was looked up, epoch seconds. */
  readonly at: number;
  readonly brokerKind: BrokerStatus['kind'];
  readonly message:
    | { readonly in: 'queue'; readonly queue: string; readonly priority: number; readonly ahead: number }
    | { readonly in: 'unacked'; readonly deliveredAt: number; readonly redelivered: boolean }
    /** `everywhere`: all that the broker holds was looked at. */
    | { readonly in: 'nowhere'; readonly everywhere: boolean }
    /** The broker can't say (RabbitMQ), or could not be asked. */
    | null;
  /** Who named it in its last inspect reply, and among what. */
  readonly held: {
    readonly worker: string;
    readonly as: 'active' | 'reserved' | 'scheduled';
    readonly at: number;
    readonly acknowledged: boolean | null;
  } | null;
  /** Tasks that the holder was given earlier and has not started; null when nobody holds it. */
  readonly aheadOnWorker: number | null;
  /** Tasks that were seen to be sent to its queue before it and are not received; null when it does not wait there. */
  readonly aheadSeen: number | null;
  /** Live workers that told what they know: whether the task's name is among it. */
  readonly registered: readonly {
    readonly worker: string;
    readonly knows: boolean;
    /** As Celery writes it: `10/m`. */
    readonly rateLimit: string | null;
  }[];
  /** null: nobody revoked it as far as is known. */
  readonly revocation: RevokeSight | null;
  /** Events were missed at some time since the task was last heard of. */
  readonly missedEvents: boolean;
  /** When this collector began to look: who is there is not known before. */
  readonly watchedSince: number;
  /** What the result backend holds of it; null: nothing, or it could not be read. */
  readonly stored: StoredSight | null;
  /** What its message tells, where no event told of the task; null of one that was seen. */
  readonly unseen: Task | null;
  /** Of a task that was never seen: messages whose tasks send it when they have ended. */
  readonly awaits: readonly Awaited[];
  /** Time limits that its worker told, seconds. */
  readonly timeLimits: TimeLimits | null;
}

/** What the result backend holds of one task. */
export interface StoredSight {
  readonly status: string;
  readonly endedAt: number | null;
  /** What it failed of; null: it did not, or that was not told. */
  readonly failure: { readonly type: string; readonly text: string } | null;
}

/** A message in the broker whose task sends another one. */
export interface Awaited {
  readonly uuid: string;
  readonly name: string | null;
  readonly queue: string | null;
  readonly in: 'queue' | 'unacked';
  /** What the other one is to it. */
  readonly as: 'chain' | 'chord' | 'callback' | 'errback';
  /** Of a part of a chord: its place in the header, and how many of the parts have ended. */
  readonly index: number | null;
  readonly chord: { readonly size: number; readonly done: number; readonly readAt: number } | null;
}

export interface TimeLimits {
  readonly soft: number | null;
  readonly hard: number | null;
  /** Set for its type, or for all that the worker runs. */
  readonly of: 'type' | 'worker';
  readonly at: number;
}

/** All that an explanation is made of. */
export interface TaskFacts {
  readonly now: number;
  readonly task: Task;
  /** False: no event told of it; `task` is what its message tells, if one was found. */
  readonly isSeen: boolean;
  /** Tasks that it sent while it ran, as they tell; the oldest first, a few of them. */
  readonly children: readonly { readonly uuid: string; readonly name: string | null; readonly seenAt: number }[];
  /** When workers and queues were read. */
  readonly readAt: number;
  readonly place: TaskPlace | null;
  /** null: the task's queue is not known, or not seen. */
  readonly queue: QueueView | null;
  /** All that are not gone for long. */
  readonly workers: readonly WorkerView[];
  /** How long its type usually runs, seconds; null when too few ended. */
  readonly usual: {
    readonly p50: number;
    readonly p95: number;
    readonly longest: number;
    readonly runs: number;
  } | null;
}

/** When the broker gives out a message again that nobody acknowledged; `worker` is null where none told it. */
export function visibilityTimeout({
  workers,
  place,
}: TaskFacts): { readonly seconds: number; readonly worker: string | null; readonly at: number } | null {
  if (place === null || place.brokerKind !== 'redis') return null;
  // Only workers that are up give anything out; what those that left told is all that is known while none is.
  const told = shortestTimeout(workers.filter(isLive)) ?? shortestTimeout(workers);
  if (told === null) return { seconds: DEFAULT_VISIBILITY_SECONDS, worker: null, at: place.at };
  const by = workers.find(({ hostname }) => hostname === told.worker);
  return { ...told, at: by?.lastReplyAt ?? place.at };
}

/** The worker that has the task: by its last delivery, else as inspect tells. */
export function holderOf(facts: TaskFacts): string | null {
  const { task } = facts;
  const open = task.deliveries.findLast(({ outcome }) => outcome === null);
  const isHeld = task.state === 'RECEIVED' || task.state === 'STARTED';
  return open?.worker ?? namedBy(facts) ?? (isHeld ? task.worker : null);
}

// The last reply of a worker that left may name what it gave back since.
function namedBy({ task, place, workers }: TaskFacts): string | null {
  const held = place?.held ?? null;
  if (held === null || held.at < task.updatedAt || place?.message?.in === 'queue') return null;
  return workers.some((worker) => worker.hostname === held.worker && isLive(worker)) ? held.worker : null;
}

export function isLive(worker: WorkerView): boolean {
  return worker.status !== 'gone';
}

export function freeSlots({ active, concurrency }: WorkerView): number {
  return active === null || concurrency === null ? 0 : Math.max(0, concurrency - active);
}
