import { newTask } from '../cluster/reduce-task';
import { newDelivery, type Task } from '../cluster/task';
import { queueView } from '../queues/queue.fixture';
import { workerView } from '../workers/worker.fixture';
import type { TaskFacts, TaskPlace } from './facts';

/** What a reader can meet: what is known, the verdict, and words that its text must hold. */
export type WhyCase = [title: string, facts: TaskFacts, verdict: string, ...words: string[]];

export const NOW = 1_800_000_000;

/** A task that was sent to `mail` a minute ago. */
export function waitingTask(told: Partial<Task> = {}): Task {
  return {
    ...newTask('u', NOW - 60),
    state: 'SENT',
    name: 'shop.mail',
    queue: 'mail',
    sentAt: NOW - 60,
    updatedAt: NOW - 60,
    ...told,
  };
}

/** The same, taken by `worker` and not begun. */
export function heldTask(worker: string, told: Partial<Task> = {}): Task {
  return waitingTask({
    state: 'RECEIVED',
    worker,
    receivedAt: NOW - 50,
    deliveries: [{ ...newDelivery(worker), receivedAt: NOW - 50 }],
    ...told,
  });
}

/** The same, begun forty seconds ago. */
export function runningTask(worker: string, told: Partial<Task> = {}): Task {
  const startedAt = NOW - 40;
  return heldTask(worker, {
    state: 'STARTED',
    startedAt,
    deliveries: [{ ...newDelivery(worker), receivedAt: NOW - 50, startedAt }],
    ...told,
  });
}

export function placeOf(told: Partial<TaskPlace> = {}): TaskPlace {
  return {
    at: NOW,
    brokerKind: 'redis',
    message: { in: 'queue', queue: 'mail', priority: 0, ahead: 3 },
    held: null,
    aheadOnWorker: null,
    aheadSeen: null,
    registered: [{ worker: 'w1', knows: true, rateLimit: null }],
    revocation: null,
    missedEvents: false,
    watchedSince: NOW - 600,
    stored: null,
    unseen: null,
    awaits: [],
    timeLimits: null,
    ...told,
  };
}

/** `w1` with four slots serves `mail`; nothing else is told. */
export function factsOf(task: Task, told: Partial<TaskFacts> = {}): TaskFacts {
  return {
    now: NOW,
    task,
    isSeen: true,
    children: [],
    readAt: NOW - 1,
    place: placeOf(),
    queue: queueView('mail', { ready: 9, consumers: 1, readAt: NOW - 1 }),
    workers: [workerView('w1', { lastHeartbeatAt: NOW - 1 })],
    usual: null,
    ...told,
  };
}

export const UNACKED = { in: 'unacked', deliveredAt: NOW - 50, redelivered: false } as const;
export const NOWHERE = { in: 'nowhere', everywhere: true } as const;

/** A task that no event told of, and of which the broker holds nothing. */
export function unseenFacts(place: Partial<TaskPlace> = {}, told: Partial<TaskFacts> = {}): TaskFacts {
  const task = place.unseen ?? newTask('u', NOW);
  return factsOf(task, {
    isSeen: false,
    queue: null,
    place: placeOf({ message: NOWHERE, unseen: task, ...place }),
    ...told,
  });
}
