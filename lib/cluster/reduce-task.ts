import { exceptionText } from '../celery/exception-text';
import type { CustomTaskEvent, TaskEvent, TaskEventType } from '../celery/event';
import { isKnownState, type TaskState } from '../celery/task-state';
import { withFact, type DeliveryFact } from './deliveries';
import { settleTask } from './settle-task';
import type { Task, TaskDraft } from './task';

/** Events seldom wait longer than this to be sent or read: an older time is rather that of a wrong clock. */
const MOST_BEHIND_SECONDS = 600;

/**
 * The task after one event. Events may come late, doubled and out of order: facts always merge, and the result depends
 * on the set of events alone (`firstSeenAt` and custom states apart). What state follows from the deliveries is in
 * `settleTask`. `receivedAt` is our clock.
 */
export function reduceTask(task: Task | null, event: TaskEvent | CustomTaskEvent, receivedAt: number): Task {
  const before = task ?? newTask(event.uuid, receivedAt);
  // A sender whose clock runs ahead would else stand above all others in every list; one whose clock runs far behind
  // would stand below them, and its tasks would be removed as old before anybody saw them.
  const told = Math.min(Math.max(event.timestamp, receivedAt - MOST_BEHIND_SECONDS), receivedAt);
  const updatedAt = Math.max(before.updatedAt, told);
  if (event.kind === 'custom') return withCustomState(before, event, updatedAt);
  const attempt = event.retries ?? before.retries;
  // One copy for each event: tasks have many fields, and events come by the thousand a second.
  const draft: TaskDraft = { ...before, updatedAt };
  takeAttempt(draft, event, attempt);
  if (event.type === 'task-sent') takeSent(draft, event, attempt, before);
  else takeDelivery(draft, event);
  return settleTask(before, draft);
}

export function newTask(uuid: string, firstSeenAt: number): Task {
  return {
    uuid,
    state: 'UNKNOWN',
    name: null,
    args: null,
    kwargs: null,
    queue: null,
    queueSource: null,
    exchange: null,
    routingKey: null,
    priority: null,
    eta: null,
    expires: null,
    retries: 0,
    rootId: null,
    parentId: null,
    groupId: null,
    client: null,
    worker: null,
    sentAt: null,
    receivedAt: null,
    startedAt: null,
    endedAt: null,
    updatedAt: 0,
    firstSeenAt,
    runtimeSeconds: null,
    result: null,
    exception: null,
    exceptionType: null,
    traceback: null,
    stateReason: null,
    retryOf: null,
    deliveries: [],
  };
}

// Arguments, eta and expiry belong to an attempt: the newest attempt's hold.
function takeAttempt(task: TaskDraft, event: TaskEvent, attempt: number): void {
  const isNewer = attempt > task.retries;
  const isSame = attempt === task.retries;
  // `task-sent` tells the real name, the others the shadow.
  task.name = task.sentAt === null ? (event.name ?? task.name) : (task.name ?? event.name);
  task.args = isNewer ? (event.args ?? task.args) : (task.args ?? event.args);
  task.kwargs = isNewer ? (event.kwargs ?? task.kwargs) : (task.kwargs ?? event.kwargs);
  task.eta = isNewer ? event.eta : isSame ? (task.eta ?? event.eta) : task.eta;
  task.expires = isNewer ? event.expires : isSame ? (task.expires ?? event.expires) : task.expires;
  task.retries = Math.max(attempt, task.retries);
  task.rootId ??= event.rootId;
  // A retry names itself as its parent, which is no edge of the tree.
  task.parentId ??= event.parentId === event.uuid ? null : event.parentId;
}

function takeSent(task: TaskDraft, event: TaskEvent, attempt: number, before: Task): void {
  const isFirst = task.sentAt === null || event.timestamp < task.sentAt;
  task.name = event.name ?? task.name;
  if (isFirst) {
    task.sentAt = event.timestamp;
    // A retry is sent by the worker's process; who sent the task first is its client.
    task.client = event.hostname;
  }
  const queue = queueOf(event);
  if (queue !== null && (before.queueSource !== 'task-sent' || attempt >= before.retries)) {
    task.queue = queue;
    task.queueSource = 'task-sent';
    task.exchange = event.exchange;
    task.routingKey = event.routingKey;
  } else {
    task.exchange ??= event.exchange;
    task.routingKey ??= event.routingKey;
  }
}

// Through the default exchange a message goes to the queue that its routing key names. With native delayed delivery the
// queue is null and the key is no queue.
function queueOf(event: TaskEvent): string | null {
  return event.queue ?? (event.exchange === '' ? event.routingKey : null);
}

function takeDelivery(task: TaskDraft, event: TaskEvent): void {
  const { text, type } = exceptionText(event.exception, event.traceback);
  task.deliveries = withFact(task.deliveries, factOf(event, text));
  if (event.type === 'task-revoked') {
    task.stateReason = revokeReason(event);
    return;
  }
  if (text === null) return;
  const failedAt = latestFailureAt(task);
  if (failedAt !== null && failedAt > event.timestamp) return;
  task.exception = text;
  task.exceptionType = type;
  task.traceback = event.traceback;
}

function revokeReason(event: TaskEvent): string | null {
  if (event.expired === true) return 'expired';
  return event.terminated === true ? 'terminated' : null;
}

function latestFailureAt(task: Task): number | null {
  let latest: number | null = null;
  for (const { exception, endedAt } of task.deliveries) {
    if (exception !== null && endedAt !== null && (latest === null || endedAt > latest)) latest = endedAt;
  }
  return latest;
}

const OUTCOMES: Readonly<Partial<Record<TaskEventType, TaskState>>> = {
  'task-succeeded': 'SUCCESS',
  'task-failed': 'FAILURE',
  'task-retried': 'RETRY',
  'task-revoked': 'REVOKED',
  'task-cancelled': 'CANCELLED',
};

function factOf(event: TaskEvent, exception: string | null): DeliveryFact {
  const at = { at: event.timestamp, worker: event.hostname, pid: event.pid };
  if (event.type === 'task-received') {
    return { kind: 'received', ...at, retries: event.retries ?? 0, redelivered: null };
  }
  if (event.type === 'task-started') return { kind: 'started', ...at, redelivered: null, softBy: null };
  const rejected = event.requeue === true ? 'REQUEUED' : 'REJECTED';
  return {
    kind: 'ended',
    ...at,
    outcome: OUTCOMES[event.type] ?? rejected,
    terminated: event.terminated === true,
    runtimeSeconds: event.runtimeSeconds,
    result: event.result,
    exception,
  };
}

// A custom state is what the task says of itself while it runs. One that bears the name of a state of ours is not
// believed: only the worker ends a task.
function withCustomState(task: Task, event: CustomTaskEvent, updatedAt: number): Task {
  const running = task.deliveries.length === 0 ? withUntoldRun(task, event) : task;
  const isOfRun = running.receivedAt === null || event.timestamp >= running.receivedAt;
  const shows = isOfRun && !isKnownState(event.state) && showsProgress(running);
  return shows ? { ...running, updatedAt, state: event.state, stateReason: null } : { ...running, updatedAt };
}

// Custom events come from workers without `-E` as well. They prove a run, which reconciliation will then end.
function withUntoldRun(task: Task, event: CustomTaskEvent): Task {
  const at = { at: event.timestamp, worker: event.hostname, pid: null };
  const deliveries = withFact([], { kind: 'started', ...at, redelivered: null, softBy: 'custom-event' });
  return settleTask(task, { ...task, deliveries });
}

function showsProgress(task: Task): boolean {
  return !isKnownState(task.state) || task.state === 'STARTED' || task.state === 'RECEIVED';
}
