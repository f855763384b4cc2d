import { afterAll, beforeAll, expect, it } from 'vitest';
import type { MessageAnswer, PeekedMessage, PeekedQueue, PurgeAnswer } from '@/lib/queues/peek';
import { sendTasks, startWorker } from '../support/celery-worker';
import { startProgram, temporaryFolder, type Program } from '../support/program';
import { startRedis, type RedisServer } from '../support/redis-server';
import { stopAll } from '../support/stop-all';

const folder = temporaryFolder();
let redis: RedisServer;
let program: Program;

beforeAll(async () => {
  redis = await startRedis();
  program = await startProgram({ brokerUrl: redis.url, dataDir: folder.path });
  await program.until('status', '', ({ broker }) => broker.state === 'connected', 'the connection');
});
afterAll(() =>
  stopAll(
    () => program.stop(),
    () => redis.stop(),
    () => folder.remove(),
  ),
);

async function send(queue: string, count: number): Promise<string[]> {
  const call = { name: 'scope.add', args: [1, 2], options: { queue } };
  const ids = await sendTasks(
    redis.url,
    Array.from({ length: count }, () => call),
  );
  for (const id of ids) await program.untilTask(id, (t) => t.task.sentAt !== null, 'that it was sent');
  return ids;
}
async function peek(queue: string): Promise<PeekedQueue> {
  const { status, body } = await program.request(`/api/v1/queues/${queue}/messages?limit=10`);
  expect(status).toBe(200);
  return body as PeekedQueue;
}
async function act<T>(queue: string, what: string, body: object): Promise<T> {
  const { status, body: answer } = await program.post(`/api/v1/queues/${queue}/${what}`, body);
  expect({ status, answer }).toMatchObject({ status: 200 });
  return answer as T;
}
function refOf(messages: readonly PeekedMessage[], uuid: string | undefined) {
  const found = messages.find((one) => one.uuid === uuid);
  if (found === undefined) throw new Error(`${uuid ?? 'it'} waits`);
  const { id, sizeBytes, priority } = found;
  return { id, sizeBytes, priority, uuid };
}

it('removes one message and moves another, says what was done, and the moved one runs', async () => {
  const [removed = '', moved = '', kept = ''] = await send('mail', 3);
  await send('other', 1);
  const { messages } = await peek('mail');
  expect(messages.map(({ uuid }) => uuid)).toEqual([removed, moved, kept]);
  expect(messages[0]?.sentAt).toBeGreaterThan(1_000_000);
  const ref = refOf(messages, removed);
  expect(await act<MessageAnswer>('mail', 'messages/remove', { ...ref, reason: 'poison' })).toMatchObject({
    outcome: 'removed',
  });
  expect(await program.action('done', removed)).toMatchObject({
    name: 'remove-message',
    summary: 'Removed from mail',
    reason: 'poison',
  });
  await program.untilTask(removed, (t) => t.task.state === 'CANCELLED', 'that it waits no more');
  expect((await act<MessageAnswer>('mail', 'messages/remove', ref)).outcome).toBe('gone');
  expect((await program.action('failed', removed)).summary).toBe('Nothing was done: it was no longer there');

  const to = { ...refOf(messages, moved), to: 'other' };
  expect((await program.post('/api/v1/queues/mail/messages/move', { ...to, to: 'othre' })).status).toBe(404);
  expect((await program.post('/api/v1/queues/mail/messages/move', { ...to, to: 'mail' })).status).toBe(400);
  expect((await act<MessageAnswer>('mail', 'messages/move', to)).outcome).toBe('moved');
  expect((await act<MessageAnswer>('mail', 'messages/move', to)).outcome).toBe('gone');
  expect((await peek('mail')).messages.map(({ uuid }) => uuid)).toEqual([kept]);
  expect((await peek('other')).messages.map(({ uuid }) => uuid)).toContain(moved);
  await program.untilTask(moved, (t) => t.task.queue === 'other', 'that its queue is the other one');

  const worker = await startWorker({ brokerUrl: redis.url, name: 'w1@alpha', queues: ['other'], concurrency: 1 });
  try {
    const ended = await program.untilTask(moved, (t) => t.task.state === 'SUCCESS', 'its run');
    expect(ended.timeline.some(({ text }) => text.startsWith('Moved from mail to the end of other'))).toBe(true);
  } finally {
    await worker.stop();
  }
});

it('purges as many as were typed, and leaves what came since', async () => {
  const ids = await send('many', 5);
  expect(await act<PurgeAnswer>('many', 'purge', { count: 3 })).toMatchObject({ removed: 3, left: 2 });
  const action = await program.action('done', 'many');
  expect(action).toMatchObject({ name: 'purge-queue', summary: 'Removed 3 of 3 messages; 2 wait now' });
  expect((await program.post('/api/v1/queues/many/purge', { count: 0 })).status).toBe(400);
  expect(await redis.client.llen('many')).toBe(2);
  for (const [index, id] of ids.entries()) {
    const removed = index < 3;
    const { task, timeline } = await program.untilTask(
      id,
      (t) => (t.task.state === 'CANCELLED') === removed,
      removed ? 'that it was removed' : 'that it waits',
    );
    expect(task.stateReason).toBe(removed ? 'removed-from-queue' : null);
    expect(timeline.some(({ text }) => text === 'Removed from many with 3 messages, a purge by anonymous')).toBe(
      removed,
    );
  }
  const why = (await program.request(`/api/v1/tasks/${ids[0] ?? ''}/why`)).body;
  expect(why).toMatchObject({ verdict: 'ended', isProblem: false });
});
