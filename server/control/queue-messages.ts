import type { Action } from '@/lib/cluster/action';
import { removedFromQueue } from '@/lib/cluster/removed-task';
import type { MessageAnswer, PurgeAnswer } from '@/lib/queues/peek';
import { BrokerError } from '../brokers/broker';
import type { Purged, SingleMessages, WaitingMessages } from '../brokers/messages';
import type { CollectorCalls } from '../collector/messages';
import { audited } from './audited';
import { ANSWERLESS, ControlError, newAction, type ControlContext } from './control-context';

type Calls = CollectorCalls;

type Peek = Calls['peekQueue'];

/** Whose timelines tell of one purge. */
const MAX_NOTED = 5000;

export interface PurgeContext extends ControlContext {
  /** Tasks that are known to wait there, as events told. */
  readonly waitingIn: (queue: string, limit: number) => readonly string[];
}

/** What waits in a queue, with the time that each was sent where its event told. Who asked for it leaves an entry. */
export function peekQueue(context: ControlContext, request: Peek['request']): Promise<Peek['response']> {
  const { queue, limit, by } = request;
  if (by === null) return look(context, request);
  const subjects = [subjectOf(queue, null)];
  const entry = { name: 'peek-messages' as const, subjects, parameters: { limit } };
  return audited(context, entry, by, () => look(context, request));
}

async function look(context: ControlContext, request: Peek['request']): Promise<Peek['response']> {
  const waiting = waitingOf(context);
  const { queue, limit, by } = request;
  if (!waiting.peekIsFree && by === null)
    throw new ControlError(
      'peek_changes',
      'RabbitMQ marks every message that is looked at as redelivered, so it must be asked for: POST …/peek.',
      409,
    );
  const startedAt = context.now();
  const peeked = await waiting.peek(queue, limit).catch(broken('Nothing was read'));
  const { masker } = context;
  const messages = peeked.messages.map((one) => ({
    ...one,
    // Read from the body it is JSON, else the sender's own repr.
    args: one.unreadable === null ? masker.json(one.args) : masker.text(one.args),
    kwargs: one.unreadable === null ? masker.json(one.kwargs) : masker.text(one.kwargs),
    sentAt: one.uuid === null ? null : (context.task(one.uuid)?.sentAt ?? null),
  }));
  const told = { ...peeked, queue, messages };
  if (by === null) return { ...told, actionId: null };
  const summary = `Looked at ${messages.length} messages${waiting.peekIsFree ? '' : ', which are marked as redelivered now'}`;
  const action = newAction(by, startedAt, {
    name: 'peek-messages',
    subject: { kind: 'queue', id: queue },
    parameters: { limit },
    outcome: 'done',
    summary,
    ...answered(context, startedAt, true, summary),
  });
  context.record(action);
  return { ...told, actionId: action.id };
}

/** Takes one message out of its queue for good. */
export async function removeMessage(
  context: ControlContext,
  request: Calls['removeMessage']['request'],
): Promise<MessageAnswer> {
  const { queue, message, uuid } = request;
  const startedAt = context.now();
  const result = await singleOf(context)
    .remove(queue, { ...message, uuid })
    .catch(unsure);
  if (result === 'other') throw anothers();
  return tell(context, request, {
    name: 'remove-message',
    outcome: result === 'done' ? 'removed' : result,
    done: `Removed from ${queue}`,
    startedAt,
  });
}

/** Puts one message at the end of another queue. */
export async function moveMessage(
  context: ControlContext & { readonly queueNames: () => readonly string[] },
  request: Calls['moveMessage']['request'],
): Promise<MessageAnswer> {
  const { queue, message, to, uuid } = request;
  const single = singleOf(context);
  if (to === queue) throw new ControlError('same_queue', 'It waits in that queue already.', 400);
  if (!context.queueNames().includes(to))
    throw new ControlError('queue_unknown', 'No queue of that name is known, so nobody may ever take it there.', 404);
  const startedAt = context.now();
  const result = await single.move(queue, { ...message, uuid }, to).catch(unsure);
  if (result === 'other') throw anothers();
  if (result === 'unreadable')
    throw new ControlError('unreadable', 'It can’t be moved: it is not as kombu writes messages.', 409);
  const task = uuid === null ? null : context.task(uuid);
  if (result === 'done' && task !== null)
    context.published({ ...task, queue: to, queueSource: 'broker', exchange: '', routingKey: to });
  return tell(context, request, {
    name: 'move-message',
    outcome: result === 'done' ? 'moved' : result,
    done: `Moved from ${queue} to the end of ${to}`,
    startedAt,
  });
}

/** Removes at most as many as were typed, those served first. */
export async function purgeQueue(context: PurgeContext, request: Calls['purgeQueue']['request']): Promise<PurgeAnswer> {
  const { queue, count } = request;
  const startedAt = context.now();
  const purged = await waitingOf(context)
    .purge(queue, count)
    .catch((error: unknown) => {
      if (error instanceof BrokerError && error.code === 'more_waiting')
        throw new ControlError('more_waiting', error.message, 409);
      return broken('It is not known whether anything was removed')(error);
    });
  const { removed, left } = purged;
  const more = removed > count ? ', what arrived in that moment among them' : '';
  const summary = `Removed ${removed} of ${count} messages${more}${left === null ? '' : `; ${left} wait now`}`;
  const action = newAction(request, startedAt, {
    name: 'purge-queue',
    subject: { kind: 'queue', id: queue },
    parameters: { count },
    reason: request.reason ?? null,
    outcome: 'done',
    summary,
    ...answered(context, startedAt, true, summary),
  });
  context.record(action);
  for (const uuid of purgedTasks(context, queue, purged, startedAt))
    noteRemoved(context, uuid, `Removed from ${queue} with ${removed} messages, a purge by ${request.actor}`);
  return { actionId: action.id, removed, left };
}

/** Known tasks whose messages are gone: those that were looked into, and where nothing is left all that waited before. */
function purgedTasks(context: PurgeContext, queue: string, purged: Purged, before: number): readonly string[] {
  const { uuids, isAll, removed } = purged;
  const isEach = !isAll || removed <= uuids.length;
  const waiting = isEach ? [] : context.waitingIn(queue, MAX_NOTED);
  const waited = waiting.filter((uuid) => (context.task(uuid)?.updatedAt ?? before) < before);
  return [...new Set([...uuids, ...waited])].slice(0, MAX_NOTED);
}

function noteRemoved(context: ControlContext, uuid: string, text: string): void {
  const task = context.task(uuid);
  if (task === null) return;
  const changed = removedFromQueue(task, context.now());
  if (changed !== task) context.published(changed);
  context.note(uuid, text);
}

function waitingOf({ broker }: ControlContext): WaitingMessages {
  if (broker.waiting !== undefined) return broker.waiting;
  throw new ControlError('not_on_this_broker', 'There are no queues here to look into.', 409);
}

function singleOf(context: ControlContext): SingleMessages {
  const { single } = waitingOf(context);
  if (single !== undefined) return single;
  throw new ControlError('not_on_this_broker', 'RabbitMQ can’t take one message from among others.', 409);
}

function broken(what: string): (error: unknown) => never {
  return (error) => {
    if (error instanceof BrokerError) throw new ControlError('broker_unavailable', `${what}: ${error.message}`, 503);
    throw error;
  };
}

/** The answer did not come: whether it was done can't be told. What the broker refused it did not do. */
function unsure(error: unknown): 'unsure' {
  if (!(error instanceof BrokerError)) throw error;
  if (ANSWERLESS.includes(error.code)) return 'unsure';
  throw new ControlError('broker_refused', `Nothing was done: ${error.message}`, 503);
}

function anothers(): ControlError {
  return new ControlError('other_task', 'Nothing was done: that message is not of the task with this uuid.', 409);
}

const NOT_DONE = {
  gone: 'Nothing was done: it was no longer there',
  'not-found': 'Nothing was done: it is not among the first that wait, 5,000 or 32 MB',
  unsure: 'The broker did not answer, or not to the end: it may or may not have been done',
} as const;

interface Told {
  readonly name: 'remove-message' | 'move-message';
  readonly outcome: MessageAnswer['outcome'];
  readonly startedAt: number;
  readonly done: string;
}

function tell(
  context: ControlContext,
  request: Calls['removeMessage']['request'] & { readonly to?: string },
  { name, outcome, done, startedAt }: Told,
): MessageAnswer {
  const { queue, uuid, message, to } = request;
  const isDone = outcome === 'removed' || outcome === 'moved';
  const summary = isDone ? done : NOT_DONE[outcome];
  const action = newAction(request, startedAt, {
    name,
    subject: subjectOf(queue, uuid),
    parameters: { queue, ...(to === undefined ? {} : { to }), ...message },
    reason: request.reason ?? null,
    outcome: isDone ? 'done' : 'failed',
    summary,
    ...answered(context, startedAt, isDone, summary),
  });
  context.record(action);
  if (uuid !== null && outcome === 'moved') context.note(uuid, `${summary} by ${request.actor}`);
  if (uuid !== null && outcome === 'removed') noteRemoved(context, uuid, `${summary} by ${request.actor}`);
  return { actionId: action.id, outcome };
}

/** Of what an entry in the log is. */
export function subjectOf(queue: string, uuid: string | null): Action['subject'] {
  return uuid === null ? { kind: 'queue', id: queue } : { kind: 'task', id: uuid };
}

function answered(context: ControlContext, startedAt: number, good: boolean, text: string) {
  const ms = Math.round((context.now() - startedAt) * 1000);
  const answer = { from: 'broker', outcome: good ? 'ok' : 'error', text, ms } as const;
  return { answers: [answer], durationMs: ms };
}
