import { DEFAULT_VISIBILITY_SECONDS, shortestTimeout } from '../celery/visibility-timeout';
import type { Delivery, Task } from '../cluster/task';
import type { DetectorInput, UnackedSight } from './detector';
import { isSameProcess, liveHolders } from './in-flight';
import { unheardOf } from './unheard-of';

/** The receipt of what was delivered just now may not have reached us. */
const GRACE_SECONDS = 10;
/** A warm shutdown may take as long as the longest run. */
const SHUTDOWN_SECONDS = 300;
/** A receipt and the broker's own note of the delivery are this close. */
const SAME_DELIVERY_SECONDS = 30;
const MAX_OF_WORKER = 200;

/** Ends that leave the message unacknowledged. */
const LEFT_OPEN: ReadonlySet<string | null> = new Set([null, 'REQUEUED', 'UNKNOWN', 'LOST', 'CANCELLED']);

/** A delivered message that nobody works on. */
export interface Abandoned {
  readonly uuid: string;
  readonly task: Task | null;
  readonly name: string;
  readonly queue: string | null;
  /** Who took it last; null when that was before we watched. */
  readonly worker: string | null;
  readonly held: 'running' | 'waiting' | 'dropped' | 'nobody';
  readonly deliveredAt: number;
  /** When the visibility timeout is over; null on RabbitMQ. */
  readonly dueAt: number | null;
}

/** All of them: on Redis as its unacknowledged messages tell, on RabbitMQ as the events of workers that are gone do. */
export function abandonedTasks(input: DetectorInput): readonly Abandoned[] {
  return input.brokerKind === 'amqp' ? heldByGone(input) : unackedByNobody(input);
}

function unackedByNobody(input: DetectorInput): readonly Abandoned[] {
  const { unacked } = input;
  if (unacked === null) return [];
  const judge = abandonedJudge(input);
  return unacked.entries.map(judge).filter((one) => one !== null);
}

/** Tells of a delivered message of Redis who left it; null for one that somebody works on, or may work on. */
export function abandonedJudge(input: DetectorInput): (entry: UnackedSight) => Abandoned | null {
  const unheard = unheardOf(input);
  return ({ uuid, ...rest }) => {
    if (uuid === null || input.now - rest.deliveredAt < GRACE_SECONDS) return null;
    const entry = { ...rest, uuid };
    const task = input.cluster.tasks.get(uuid) ?? null;
    const taken = task === null ? undefined : takenBy(task, entry);
    if (taken !== undefined && isOfSeveral(input, taken)) return null;
    if (task !== null && taken !== undefined && !mayEnd(input, taken) && liveHolders(input, task).length === 0)
      return abandonedBy(input, entry, task, taken);
    const isUnheard = (task === null || task.deliveries.length === 0) && unheard(entry);
    return isUnheard ? abandonedBy(input, entry, task, null) : null;
  };
}

function takenBy(task: Task, entry: UnackedSight): Delivery | undefined {
  const newest = task.deliveries.at(-1);
  if (newest === undefined || !LEFT_OPEN.has(newest.outcome)) return undefined;
  const takenAt = newest.receivedAt ?? newest.startedAt ?? entry.deliveredAt;
  return Math.abs(takenAt - entry.deliveredAt) <= SAME_DELIVERY_SECONDS ? newest : undefined;
}

/** A warm shutdown lets runs end after the worker has said that it leaves, and only then gives back what waited. */
export function mayEnd({ workerOf, now }: DetectorInput, { worker }: Delivery): boolean {
  const view = workerOf(worker);
  const isLeaving = view?.status === 'gone' && view.statusReason === 'offline-event';
  return isLeaving && now - (view.statusSince ?? now) < SHUTDOWN_SECONDS;
}

// While more than one process has its name, that the other one tells nothing of it says nothing.
function isOfSeveral({ workerOf }: DetectorInput, { worker, pid }: Delivery): boolean {
  const pids = workerOf(worker)?.pids;
  return pids !== undefined && (pid === null || pids.includes(pid));
}

function heldAs(input: DetectorInput, taken: Delivery | null): Abandoned['held'] {
  if (taken === null) return 'nobody';
  const view = input.workerOf(taken.worker);
  const isUp = view !== undefined && view.status !== 'gone' && isSameProcess(view, taken.pid);
  return isUp ? 'dropped' : taken.startedAt === null ? 'waiting' : 'running';
}

function abandonedBy(
  input: DetectorInput,
  entry: UnackedSight & { readonly uuid: string },
  task: Task | null,
  taken: Delivery | null,
): Abandoned {
  const timeout = shortestTimeout(input.live)?.seconds ?? timeoutOf(input, taken?.worker ?? null);
  return {
    uuid: entry.uuid,
    task,
    name: task?.name ?? entry.name ?? entry.uuid,
    queue: task?.queue ?? entry.queue,
    worker: taken?.worker ?? null,
    held: heldAs(input, taken),
    deliveredAt: entry.deliveredAt,
    dueAt: entry.deliveredAt + timeout,
  };
}

/** The timeout that counts where no live worker told one. */
export function timeoutOf(input: DetectorInput, worker: string | null): number {
  return input.workerOf(worker ?? '')?.visibilityTimeoutSeconds ?? DEFAULT_VISIBILITY_SECONDS;
}

// RabbitMQ tells no unacknowledged messages, but gives them back at once when it sees the connection closed: what a
// silent worker still holds waits for that.
function heldByGone({ cluster, workers }: DetectorInput): readonly Abandoned[] {
  return workers
    .filter(({ status, statusReason }) => status === 'gone' && statusReason !== 'offline-event')
    .flatMap(({ hostname }) => {
      const held = cluster.held.get(hostname);
      return [...(held?.running.keys() ?? []), ...(held?.reserved.keys() ?? []), ...(held?.scheduled.keys() ?? [])]
        .slice(0, MAX_OF_WORKER)
        .map((uuid) => cluster.tasks.get(uuid))
        .filter((task) => task !== undefined)
        .filter((task) => task.stateReason === 'held-by-gone-worker')
        .map((task) => heldTask(task, hostname));
    });
}

function heldTask(task: Task, worker: string): Abandoned {
  const taken = task.deliveries.findLast((delivery) => delivery.worker === worker);
  return {
    uuid: task.uuid,
    task,
    name: task.name ?? task.uuid,
    queue: task.queue,
    worker,
    held: taken?.startedAt == null ? 'waiting' : 'running',
    deliveredAt: taken?.receivedAt ?? taken?.startedAt ?? task.updatedAt,
    dueAt: null,
  };
}
