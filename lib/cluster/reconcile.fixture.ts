import type { BackendResult } from './backend-result';
import { applyEvent, createCluster, putWorker } from './cluster';
import { taskEvent, workerEvent } from './event.fixture';
import { createReconcileMemory, reconcileReply, type Doubt, type HeldCommand } from './reconcile';
import { reduceWorkerReply } from './reduce-worker';
import type { HeldTask } from './worker';

export const none = () => null;
export const W1 = 'w1@alpha';

/** A task as `inspect` names it. */
export function heldTask(uuid: string, fields: Partial<HeldTask> = {}): HeldTask {
  return {
    uuid,
    name: 'shop.add',
    args: '[1]',
    kwargs: '{}',
    eta: null,
    startedAt: null,
    acknowledged: null,
    redelivered: false,
    routingKey: 'celery',
    exchange: '',
    priority: 0,
    workerPid: null,
    ...fields,
  };
}

const FIELDS = { active: 'activeTasks', reserved: 'reservedTasks', scheduled: 'scheduledTasks' } as const;

/** A cluster that is told events and the replies of `inspect`. */
export function monitor(cluster = createCluster()) {
  const memory = createReconcileMemory();
  return {
    memory,
    cluster,
    event: (event: Parameters<typeof applyEvent>[1], at = event.timestamp) => applyEvent(cluster, event, at, none),
    reply(command: HeldCommand, tasks: readonly HeldTask[], at: number, hostname = W1): readonly Doubt[] {
      const worker = reduceWorkerReply(
        cluster.workers.get(hostname) ?? null,
        hostname,
        command,
        { [FIELDS[command]]: tasks, rateLimited: ['shop.limited'] },
        at,
      );
      putWorker(cluster, worker);
      return reconcileReply(memory, cluster, hostname, command, none);
    },
    task: (uuid = 'u1') => cluster.tasks.get(uuid),
  };
}

/** What a result backend holds of a task. */
export function stored(status: string, fields: Partial<BackendResult> = {}): BackendResult {
  return {
    status,
    result: null,
    traceback: null,
    doneAt: 30,
    name: null,
    queue: null,
    parentId: null,
    groupId: null,
    ...fields,
  };
}

/** A task that `w1@alpha` runs. */
export function running(startedAt = 1) {
  const m = monitor();
  m.event(workerEvent('worker-online', 0.5));
  m.event(taskEvent('task-received', startedAt, { name: 'shop.add', retries: 0 }));
  m.event(taskEvent('task-started', startedAt));
  return m;
}
