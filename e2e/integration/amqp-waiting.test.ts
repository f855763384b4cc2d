import { connect } from 'amqplib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { purgeRabbitmq } from '@/server/brokers/amqp-waiting';
import type { WaitingMessages } from '@/server/brokers/messages';
import { runPython, sendTasks } from '../support/celery-worker';
import type { RabbitmqServer } from '../support/rabbitmq-server';
import { waitFor } from '../support/redis-server';
import { startRabbitmq } from '../support/rabbitmq-server';
import { watchBroker, type Watched } from '../support/watched';
import { brokerOf } from '../support/watched-rabbitmq';

let rabbitmq: RabbitmqServer;
let watched: Watched;

beforeAll(async () => {
  rabbitmq = await startRabbitmq();
  watched = watchBroker(brokerOf(rabbitmq));
  await watched.connected();
});
afterAll(async () => {
  await watched.close();
  await rabbitmq.stop();
});

function waiting(): WaitingMessages {
  const { waiting: all } = watched.broker;
  if (all === undefined) throw new Error('RabbitMQ has queues');
  return all;
}

/** The ids and marks of what waits, taken out. */
async function drained(queue: string): Promise<(readonly [string | undefined, boolean])[]> {
  const connection = await connect(`amqp://127.0.0.1:${rabbitmq.port}`);
  const channel = await connection.createChannel();
  const found: (readonly [string | undefined, boolean])[] = [];
  for (;;) {
    const message = await channel.get(queue, { noAck: true });
    if (message === false) break;
    const id: unknown = message.properties.headers?.['id'];
    found.push([typeof id === 'string' ? id : undefined, message.fields.redelivered]);
  }
  await connection.close();
  return found;
}

it('looks at the first messages of a queue, which are marked and keep their places', async () => {
  const ids = await sendTasks(
    rabbitmq.url,
    [1, 2, 3].map((n) => ({ name: 'scope.add', args: [n, 2], options: { queue: 'mail' } })),
  );
  expect(waiting().peekIsFree).toBe(false);
  const { messages, lanes } = await waiting().peek('mail', 2);
  expect(messages.map(({ uuid, ahead }) => [uuid, ahead])).toEqual([
    [ids[0], 0],
    [ids[1], 1],
  ]);
  expect(messages[0]).toMatchObject({ name: 'scope.add', args: '[1, 2]', redelivered: false, unreadable: null });
  expect(lanes).toEqual([{ priority: 0, ready: 3, shown: 2 }]);
  expect((await waiting().peek('mail', 1)).messages[0]).toMatchObject({ uuid: ids[0], redelivered: true });
  await waitFor(async () => ((await watched.broker.queues(['mail']))[0]?.ready === 3 ? true : null), 'all to be back');
  expect(await drained('mail')).toEqual([
    [ids[0], true],
    [ids[1], true],
    [ids[2], false],
  ]);
});

it('finds nothing in an empty queue, and says that a missing one is missing', async () => {
  expect((await waiting().peek('mail', 5)).messages).toEqual([]);
  await expect(waiting().peek('nowhere', 5)).rejects.toMatchObject({ code: 'queue_missing' });
  await expect(waiting().purge('nowhere', 5)).rejects.toMatchObject({ code: 'queue_missing' });
});

it('purges what was agreed to, and nothing when more wait than that', async () => {
  await sendTasks(
    rabbitmq.url,
    [1, 2, 3].map(() => ({ name: 'scope.add', args: [1, 2], options: { queue: 'mail' } })),
  );
  await expect(waiting().purge('mail', 2)).rejects.toMatchObject({
    code: 'more_waiting',
    message: expect.stringContaining('3 messages wait now') as unknown,
  });
  expect(await waiting().purge('mail', 3)).toMatchObject({ removed: 3, left: 0, isAll: true });
  expect(await drained('mail')).toEqual([]);
});

it('leaves what is sent while it purges', async () => {
  const model = await connect(`amqp://127.0.0.1:${rabbitmq.port}`);
  const [channel, sender] = [await model.createChannel(), await model.createConfirmChannel()];
  const send = async (...ids: readonly string[]) => {
    for (const id of ids) sender.sendToQueue('mail', Buffer.from('x'), { headers: { id } });
    await sender.waitForConfirms();
  };
  await send('a', 'b', 'c');
  const checkQueue = channel.checkQueue.bind(channel);
  const late = ['late', 'later'];
  channel.checkQueue = async (queue) => {
    const told = await checkQueue(queue);
    await send(...late.splice(0));
    return told;
  };
  Object.assign(model, { createChannel: () => Promise.resolve(channel) });
  try {
    expect(await purgeRabbitmq({ model }, 'mail', 3)).toEqual({
      removed: 3,
      left: 2,
      uuids: ['a', 'b', 'c'],
      isAll: false,
    });
    expect((await drained('mail')).map(([id]) => id)).toEqual(['late', 'later']);
  } finally {
    await model.close();
  }
});

it('purges many at once', async () => {
  const model = await connect(`amqp://127.0.0.1:${rabbitmq.port}`);
  const sender = await model.createConfirmChannel();
  for (let count = 0; count < 600; count += 1) sender.sendToQueue('mail', Buffer.from('x'));
  await sender.waitForConfirms();
  await model.close();
  expect(await waiting().purge('mail', 600)).toEqual({ removed: 600, left: null, uuids: [], isAll: true });
});

it('never unpickles what it looks at', async () => {
  const call = { name: 'scope.add', args: [1, 2], options: { queue: 'mail', serializer: 'pickle' } };
  await runPython(['send.py'], rabbitmq.url, {}, JSON.stringify(call));
  const { messages } = await waiting().peek('mail', 1);
  expect(messages[0]).toMatchObject({ name: 'scope.add', args: '[1, 2]', unreadable: 'pickle' });
});
