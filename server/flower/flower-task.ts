import { pythonIsoTime } from '@/lib/celery/python-iso-time';
import type { Task } from '@/lib/cluster/task';
import type { WholeTask } from '../store/store';

/** Flower has Celery's states only, and its first one is called PENDING there. */
export function flowerState(state: string): string {
  return state === 'SENT' ? 'PENDING' : state;
}

/** The state of ours that a state of Flower's asks for. */
export function stateOfFlower(state: string): string {
  return state === 'PENDING' ? 'SENT' : state;
}

/**
 * A task with the fields, and in the order, of Celery's own event state, which is what Flower shows. Texts are as they
 * came: Python's repr. `clock` is Celery's logical clock, which is not kept.
 */
export function toFlowerTask({ task, children }: WholeTask): Record<string, unknown> {
  const { eta, expires, rootId, parentId } = task;
  return {
    uuid: task.uuid,
    name: task.name,
    state: flowerState(task.state),
    received: task.receivedAt,
    sent: task.sentAt,
    started: task.startedAt,
    rejected: endedAs(task, 'REJECTED'),
    succeeded: endedAs(task, 'SUCCESS'),
    failed: endedAs(task, 'FAILURE'),
    retried: retriedAt(task),
    revoked: endedAs(task, 'REVOKED'),
    args: task.args,
    kwargs: task.kwargs,
    eta: eta === null ? null : pythonIsoTime(eta),
    expires: expires === null ? null : pythonIsoTime(expires),
    retries: task.retries,
    worker: task.worker,
    result: task.result,
    exception: task.exception,
    timestamp: task.updatedAt,
    // A failure has none there: only `task-succeeded` tells one.
    runtime: task.state === 'SUCCESS' ? task.runtimeSeconds : null,
    traceback: task.traceback,
    exchange: task.exchange,
    routing_key: task.routingKey,
    clock: null,
    client: task.client,
    root: rootId,
    root_id: rootId,
    parent: parentId,
    parent_id: parentId,
    children,
  };
}

function endedAs({ state, endedAt }: Task, outcome: string): number | null {
  return state === outcome ? endedAt : null;
}

/** When its newest try but the last ended. */
function retriedAt({ deliveries }: Task): number | null {
  return deliveries.findLast(({ outcome }) => outcome === 'RETRY')?.endedAt ?? null;
}

/** In a list the worker stands last, and is absent where there is none. */
export function toListedTask(whole: WholeTask): Record<string, unknown> {
  const { worker, ...task } = toFlowerTask(whole);
  return worker === null ? task : { ...task, worker };
}
