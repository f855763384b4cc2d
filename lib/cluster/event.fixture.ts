import type { TaskEvent, TaskEventType, WorkerEvent } from '../celery/event';

/** A task event of `u1` on w1@alpha for tests, all other fields unknown. */
export function taskEvent(type: TaskEventType, timestamp: number, fields: Partial<TaskEvent> = {}): TaskEvent {
  return {
    kind: 'task',
    type,
    hostname: 'w1@alpha',
    timestamp,
    pid: 1,
    clock: null,
    uuid: 'u1',
    name: null,
    args: null,
    kwargs: null,
    retries: null,
    eta: null,
    expires: null,
    rootId: null,
    parentId: null,
    queue: null,
    exchange: null,
    routingKey: null,
    result: null,
    runtimeSeconds: null,
    exception: null,
    traceback: null,
    requeue: null,
    terminated: null,
    expired: null,
    signum: null,
    ...fields,
  };
}

/** An event of the worker w1@alpha for tests. */
export function workerEvent(
  type: WorkerEvent['type'],
  timestamp: number,
  fields: Partial<WorkerEvent> = {},
): WorkerEvent {
  return {
    kind: 'worker',
    type,
    hostname: 'w1@alpha',
    timestamp,
    pid: 1,
    clock: null,
    freq: 2,
    active: 0,
    processed: 0,
    loadavg: null,
    swIdent: 'py-celery',
    swVer: '5.6.3',
    swSys: 'Linux',
    ...fields,
  };
}
