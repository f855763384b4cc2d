import type { TaskState } from '../celery/task-state';
import { settleTask } from './settle-task';
import type { Delivery, PutBackMark, Task } from './task';

/** What was learned otherwise than by an event. */
export interface Correction {
  readonly outcome: TaskState;
  /** Stable code: `not-held-by-worker`, `worker-lost`, `worker-offline`, `result-backend`, … */
  readonly reason: string;
  /** Our clock. */
  readonly at: number;
}

/**
 * Ends the open deliveries that `picks` chooses, until an event tells better. A task that succeeded or failed
 * elsewhere keeps its state.
 */
export function endDeliveries(task: Task, correction: Correction, picks: (delivery: Delivery) => boolean): Task {
  const { outcome, reason, at } = correction;
  const isChosen = (delivery: Delivery) => delivery.outcome === null && picks(delivery);
  if (!task.deliveries.some(isChosen)) return task;
  const endedAt = outcome === 'UNKNOWN' ? null : at;
  const deliveries = task.deliveries.map((delivery) =>
    isChosen(delivery) ? { ...delivery, outcome, endedAt, endedBy: 'reconciliation' as const } : delivery,
  );
  return settleTask(task, { ...task, deliveries, updatedAt: Math.max(task.updatedAt, at), stateReason: reason });
}

/** The task given back to its queue from here: as told, for what was thought to have ended as well. */
export function putBackDeliveries(task: Task, putBack: PutBackMark, picks: (delivery: Delivery) => boolean): Task {
  const isLeft = (delivery: Delivery) =>
    picks(delivery) && (delivery.outcome === null || delivery.endedBy === 'reconciliation');
  if (!task.deliveries.some(isLeft)) return task;
  const deliveries = task.deliveries.map((delivery) => (isLeft(delivery) ? { ...delivery, putBack } : delivery));
  const correction = { outcome: 'REQUEUED', reason: 'requeued', at: putBack.at };
  return endDeliveries({ ...task, deliveries }, correction, picks);
}

/** The open delivery that runs or waits on that worker, newest first. */
export function openOn(task: Task, worker: string): Delivery | undefined {
  return task.deliveries.findLast((delivery) => delivery.worker === worker && delivery.outcome === null);
}
