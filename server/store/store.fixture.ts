import type { Task } from '@/lib/cluster/task';
import type { TaskQuery } from '@/lib/query/task-query';
import type { StoreBatch } from './store';

export const NOW = 1_795_255_700;

/** A task that succeeded, with whatever a test wants different. */
export function taskOf(uuid: string, different: Partial<Task> = {}): Task {
  const worker = different.worker === undefined ? 'w1@alpha' : different.worker;
  const task: Task = {
    uuid,
    state: 'SUCCESS',
    name: 'shop.add',
    args: '(2, 3)',
    kwargs: '{}',
    queue: 'celery',
    queueSource: 'task-sent',
    exchange: '',
    routingKey: 'celery',
    priority: 0,
    eta: null,
    expires: null,
    retries: 0,
    rootId: uuid,
    parentId: null,
    groupId: null,
    client: 'gen25632@client',
    worker,
    sentAt: NOW - 12.25,
    receivedAt: NOW - 12,
    startedAt: NOW - 11.5,
    endedAt: NOW - 10,
    updatedAt: NOW - 10,
    firstSeenAt: NOW - 12.2,
    runtimeSeconds: 1.5,
    result: '5',
    exception: null,
    exceptionType: null,
    traceback: null,
    stateReason: null,
    retryOf: null,
    deliveries: [],
    ...different,
  };
  return different.deliveries !== undefined || worker === null ? task : { ...task, deliveries: [deliveryOf(task, 1)] };
}

export function deliveryOf(
  task: Task,
  n: number,
  different: Partial<Task['deliveries'][number]> = {},
): Task['deliveries'][number] {
  return {
    n,
    worker: task.worker ?? 'w1@alpha',
    pid: 4242,
    retries: task.retries,
    receivedAt: task.receivedAt,
    startedAt: task.startedAt,
    endedAt: task.endedAt,
    outcome: task.endedAt === null ? null : task.state,
    redelivered: null,
    deduplicated: false,
    runtimeSeconds: task.runtimeSeconds,
    result: task.result,
    exception: task.exception,
    ...different,
  };
}

export function batchOf(parts: Partial<StoreBatch>): StoreBatch {
  return { tasks: [], timeline: [], series: [], depth: [], findings: [], actions: [], gaps: [], wishes: [], ...parts };
}

export function queryOf(q = '', different: Partial<TaskQuery> = {}): TaskQuery {
  return {
    q,
    from: null,
    to: null,
    sort: { field: 'updated', descending: true },
    limit: 50,
    cursor: null,
    ...different,
  };
}

/** A canonical uuid that ends in `n`. */
export function uuidOf(n: number): string {
  return `6b11b144-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
}
