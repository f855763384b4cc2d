import { withFact } from './deliveries';
import { newTask } from './reduce-task';
import { settleTask } from './settle-task';
import type { Delivery, Task } from './task';
import type { HeldTask } from './worker';

export type HeldAs = 'running' | 'waiting';

/**
 * The task as the worker that holds it told it in an inspect reply. The same task when the reply tells nothing new.
 * `at` is when the reply was read.
 */
export function applyHeld(task: Task | null, held: HeldTask, worker: string, as: HeldAs, at: number): Task {
  const before = task ?? newTask(held.uuid, at);
  const known = withKnown(before, held);
  const deliveries = deliveriesWith(known, held, worker, as, at);
  if (known === task && deliveries === task.deliveries) return task;
  return settleTask(before, { ...known, deliveries, updatedAt: Math.max(before.updatedAt, held.startedAt ?? 0) || at });
}

function withKnown(task: Task, held: HeldTask): Task {
  // Through the default exchange the routing key is the queue's name; through another one it may not be.
  const queue = held.exchange === '' ? held.routingKey : null;
  const isNew =
    (task.name === null && held.name !== null) ||
    (task.queue === null && queue !== null) ||
    (task.priority === null && held.priority !== null) ||
    (task.eta === null && held.eta !== null);
  if (!isNew) return task;
  return {
    ...task,
    name: task.name ?? held.name,
    args: task.args ?? held.args,
    kwargs: task.kwargs ?? held.kwargs,
    priority: task.priority ?? held.priority,
    eta: task.eta ?? held.eta,
    exchange: task.exchange ?? held.exchange,
    routingKey: task.routingKey ?? held.routingKey,
    ...(task.queue === null && queue !== null ? { queue, queueSource: 'inspect' as const } : {}),
  };
}

function deliveriesWith(task: Task, held: HeldTask, worker: string, as: HeldAs, at: number): readonly Delivery[] {
  const mine = task.deliveries.filter((delivery) => delivery.worker === worker);
  const revived =
    as === 'running' ? mine.findLast((d) => d.endedBy === 'reconciliation' && d.startedAt !== null) : undefined;
  if (revived !== undefined && mine.every((d) => d.outcome !== null)) {
    return task.deliveries.map((delivery) => (delivery === revived ? reopened(revived) : delivery));
  }
  if (as === 'running') return withRun(task, mine, held, worker);
  const isKnown = mine.some((d) => d.outcome === null || (d.receivedAt ?? 0) >= at);
  return isKnown ? task.deliveries : withFact(task.deliveries, receipt(task, held, worker, at));
}

function reopened(delivery: Delivery): Delivery {
  return { ...delivery, outcome: null, endedAt: null, endedBy: undefined };
}

function withRun(task: Task, mine: readonly Delivery[], held: HeldTask, worker: string): readonly Delivery[] {
  const open = mine.filter((d) => d.outcome === null && d.startedAt !== null);
  const [only] = open;
  if (only !== undefined) {
    const tells = open.length === 1 && only.redelivered === null && held.redelivered !== null;
    return tells
      ? task.deliveries.map((d) => (d === only ? { ...d, redelivered: held.redelivered } : d))
      : task.deliveries;
  }
  if (held.startedAt === null) return task.deliveries;
  const { redelivered } = held;
  return withFact(task.deliveries, {
    kind: 'started',
    at: held.startedAt,
    worker,
    pid: null,
    redelivered,
    softBy: 'inspect',
  });
}

function receipt(task: Task, held: HeldTask, worker: string, at: number) {
  const { redelivered } = held;
  return { kind: 'received', at, worker, pid: null, retries: task.retries, redelivered } as const;
}
