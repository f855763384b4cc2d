import { describe, expect, it } from 'vitest';
import { NO_MASKER } from '@/lib/masking/masker';
import type { Action } from '@/lib/cluster/action';
import type { Task } from '@/lib/cluster/task';
import { newTask } from '@/lib/cluster/reduce-task';
import { BrokerError } from '../brokers/broker';
import type { SingleMessages, SingleResult, WaitingMessages } from '../brokers/messages';
import { createReplayBroker } from '../brokers/replay';
import { moveMessage, peekQueue, purgeQueue, removeMessage } from './queue-messages';

const NOW = 1000;
const caller = { actor: 'ada', address: '127.0.0.1' };
const message = { id: 'f'.repeat(40), sizeBytes: 9, priority: 0 };
const one = { ...caller, queue: 'mail', message, uuid: 'a' };

function stage(waiting: Partial<WaitingMessages> | null = {}, single: Partial<SingleMessages> | null = {}) {
  const actions: Action[] = [];
  const notes: string[] = [];
  let task: Task = { ...newTask('a', NOW - 60), state: 'SENT', queue: 'mail', sentAt: NOW - 60 };
  const peeked = { at: NOW, lanes: [], messages: [] };
  const parts: WaitingMessages = {
    peekIsFree: true,
    peek: () => Promise.resolve(peeked),
    purge: () => Promise.resolve({ removed: 3, left: 0, uuids: [], isAll: true }),
    ...(single === null ? {} : { single: { remove: done, move: done, ...single } }),
    ...waiting,
  };
  const broker = createReplayBroker({ file: 'none' });
  const context = {
    broker: waiting === null ? broker : { ...broker, waiting: parts },
    backend: () => null,
    task: (uuid: string) => (uuid === 'a' ? task : null),
    held: () => null,
    masker: NO_MASKER,
    liveWorkers: () => [],
    now: () => NOW,
    published: (changed: Task) => void (task = changed),
    record: (action: Action) => void actions.push(action),
    note: (_uuid: string, text: string) => void notes.push(text),
    queueNames: () => ['mail', 'other'],
    waitingIn: () => ['a'],
  };
  return { context, actions, notes, task: () => task };
}
const done = (): Promise<SingleResult> => Promise.resolve('done');
const lost = () => Promise.reject(new BrokerError('BROKER_LOST', 'the connection was closed'));

describe('looking into a queue', () => {
  it('is free on Redis and leaves no entry', async () => {
    const { context, actions } = stage();
    expect(await peekQueue(context, { queue: 'mail', limit: 5, by: null })).toMatchObject({ actionId: null });
    expect(actions).toEqual([]);
  });

  it('is refused where it changes something, unless somebody asks for just that, which leaves an entry', async () => {
    const { context, actions } = stage({ peekIsFree: false });
    await expect(peekQueue(context, { queue: 'mail', limit: 5, by: null })).rejects.toMatchObject({
      code: 'peek_changes',
      status: 409,
    });
    await peekQueue(context, { queue: 'mail', limit: 5, by: caller });
    expect(actions).toMatchObject([{ name: 'peek-messages', outcome: 'done', subject: { kind: 'queue', id: 'mail' } }]);
    expect(actions[0]?.summary).toContain('marked as redelivered');
  });

  it('leaves an entry too when it fails half way, for what was looked at is marked', async () => {
    const { context, actions } = stage({ peekIsFree: false, peek: lost });
    await expect(peekQueue(context, { queue: 'mail', limit: 5, by: caller })).rejects.toMatchObject({ status: 503 });
    expect(actions).toMatchObject([
      { name: 'peek-messages', outcome: 'failed', subject: { kind: 'queue', id: 'mail' }, actor: 'ada' },
    ]);
  });
});

describe('one message', () => {
  it('stays where it is when it is another task’s than was said, and the log says so', async () => {
    const other = () => Promise.resolve<SingleResult>('other');
    const { context, notes, task } = stage({}, { remove: other, move: other });
    await expect(removeMessage(context, one)).rejects.toMatchObject({ code: 'other_task', status: 409 });
    await expect(moveMessage(context, { ...one, to: 'other' })).rejects.toMatchObject({ code: 'other_task' });
    expect(task()).toMatchObject({ state: 'SENT', queue: 'mail' });
    expect(notes).toEqual([]);
  });

  it('is removed, which its timeline tells', async () => {
    const { context, actions, notes, task } = stage();
    expect((await removeMessage(context, one)).outcome).toBe('removed');
    expect(task()).toMatchObject({ state: 'CANCELLED', stateReason: 'removed-from-queue', endedAt: NOW });
    expect(actions).toMatchObject([{ name: 'remove-message', outcome: 'done', subject: { kind: 'task', id: 'a' } }]);
    expect(notes).toEqual(['Removed from mail by ada']);
  });

  it.each(['gone', 'not-found'] as const)('is not said to be removed when it is %s', async (result) => {
    const { context, actions, notes } = stage({}, { remove: () => Promise.resolve(result) });
    expect((await removeMessage(context, one)).outcome).toBe(result);
    expect(actions).toMatchObject([{ outcome: 'failed', answers: [{ outcome: 'error' }] }]);
    expect(actions[0]?.summary).toContain('Nothing was done');
    expect(notes).toEqual([]);
  });

  it('may or may not be removed when the answer does not come, and is not when the broker refuses', async () => {
    const { context, actions } = stage({}, { remove: lost });
    expect((await removeMessage(context, one)).outcome).toBe('unsure');
    expect(actions[0]?.summary).toContain('may or may not');
    const refused = stage({}, { remove: () => Promise.reject(new BrokerError('NOPERM', 'not allowed')) });
    await expect(removeMessage(refused.context, one)).rejects.toMatchObject({ code: 'broker_refused', status: 503 });
  });

  it('is moved to a queue that is known, and its task is known to wait there', async () => {
    const { context, task, notes } = stage();
    expect((await moveMessage(context, { ...one, to: 'other' })).outcome).toBe('moved');
    expect(task()).toMatchObject({ queue: 'other', routingKey: 'other', exchange: '' });
    expect(notes).toEqual(['Moved from mail to the end of other by ada']);
  });

  it('is not moved to a mistyped queue, to its own, or where it can’t be read', async () => {
    const { context, actions, task } = stage({}, { move: () => Promise.resolve('unreadable') });
    for (const [to, code] of [
      ['othre', 'queue_unknown'],
      ['mail', 'same_queue'],
      ['other', 'unreadable'],
    ] as const)
      await expect(moveMessage(context, { ...one, to })).rejects.toMatchObject({ code });
    expect(actions).toEqual([]);
    expect(task().queue).toBe('mail');
  });

  it('can’t be taken from among others on RabbitMQ, nor from a recording', async () => {
    await expect(removeMessage(stage({}, null).context, one)).rejects.toMatchObject({ code: 'not_on_this_broker' });
    await expect(removeMessage(stage(null).context, one)).rejects.toMatchObject({ code: 'not_on_this_broker' });
  });
});

describe('a purge', () => {
  it('is told by each known task that was looked into, which waits no more', async () => {
    const { context, notes, task } = stage({
      purge: () => Promise.resolve({ removed: 2, left: 4, uuids: ['a', 'unknown'], isAll: false }),
    });
    await purgeQueue(context, { ...caller, queue: 'mail', count: 2 });
    expect(notes).toEqual(['Removed from mail with 2 messages, a purge by ada']);
    expect(task()).toMatchObject({ state: 'CANCELLED', stateReason: 'removed-from-queue' });
  });

  it('is told by all that waited where nothing is left and not all were looked into', async () => {
    const all = { removed: 700, left: null, uuids: [], isAll: true };
    const { context, notes, task } = stage({ purge: () => Promise.resolve(all) });
    await purgeQueue(context, { ...caller, queue: 'mail', count: 700 });
    expect([notes.length, task().state]).toEqual([1, 'CANCELLED']);
    // What was not removed may wait still.
    const part = stage({ purge: () => Promise.resolve({ ...all, left: 3, isAll: false }) });
    await purgeQueue(part.context, { ...caller, queue: 'mail', count: 700 });
    expect([part.notes.length, part.task().state]).toEqual([0, 'SENT']);
  });

  it('says how many were removed and how many wait', async () => {
    const { context, actions } = stage({
      purge: () => Promise.resolve({ removed: 3, left: 2, uuids: ['a', 'unknown'], isAll: false }),
    });
    expect(await purgeQueue(context, { ...caller, queue: 'mail', count: 5 })).toMatchObject({ removed: 3, left: 2 });
    expect(actions).toMatchObject([{ name: 'purge-queue', summary: 'Removed 3 of 5 messages; 2 wait now' }]);
  });

  it('says that more were removed than agreed to, where the broker takes what arrives meanwhile', async () => {
    const { context, actions } = stage({
      purge: () => Promise.resolve({ removed: 7, left: null, uuids: [], isAll: true }),
    });
    await purgeQueue(context, { ...caller, queue: 'mail', count: 5 });
    expect(actions[0]?.summary).toBe('Removed 7 of 5 messages, what arrived in that moment among them');
  });

  it('that would remove more than was typed is refused, and one without an answer is not said to be done', async () => {
    const more = stage({ purge: () => Promise.reject(new BrokerError('more_waiting', '9 messages wait now')) });
    const request = { ...caller, queue: 'mail', count: 5 };
    await expect(purgeQueue(more.context, request)).rejects.toMatchObject({ code: 'more_waiting', status: 409 });
    const { context, actions } = stage({ purge: lost });
    await expect(purgeQueue(context, request)).rejects.toMatchObject({ code: 'broker_unavailable', status: 503 });
    expect(actions).toEqual([]);
  });
});
