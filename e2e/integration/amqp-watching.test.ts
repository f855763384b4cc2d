import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'amqplib';
import { describe, expect, it } from 'vitest';
import { recordTo } from '@/server/brokers/record';
import { publishMandatory } from '@/server/brokers/amqp-publish';
import { createReplayBroker } from '@/server/brokers/replay';
import { sendTasks, startWorker } from '../support/celery-worker';
import { waitFor } from '../support/redis-server';
import { watchBroker, type Watched } from '../support/watched';
import { brokerOf, watchRabbitmq } from '../support/watched-rabbitmq';

const on = watchRabbitmq();

const task = (queue: string, headers: Record<string, unknown>, body: unknown) => {
  const id = randomUUID();
  return {
    queue,
    headers: { lang: 'py', id, root_id: id, parent_id: null, argsrepr: '', kwargsrepr: '', ...headers },
    body: Buffer.from(JSON.stringify(body)),
    contentType: 'application/json',
    contentEncoding: 'utf-8',
    correlationId: id,
    replyTo: null,
    priority: 0,
  };
};

/** All that a recording holds. */
async function replay(file: string): Promise<Watched> {
  const replayed = watchBroker(createReplayBroker({ file, speed: 0, shift: false }));
  await replayed.untilStatus('the end', ({ state }) => state === 'ended');
  await replayed.close();
  return replayed;
}

/** Our own queues, without those that take what had to be dropped. */
const eventQueues = async (): Promise<string[]> =>
  (await on.rabbitmq.topology()).filter((entry) => /^queue celeryev\.celeryscope-[^.]+$/.test(entry));

describe('events', () => {
  it('carry the sender, the queue and the whole story of a task', async () => {
    const [uuid = ''] = await sendTasks(on.rabbitmq.url, [{ name: 'scope.add', args: [2, 3] }]);
    expect(await on.watched.untilEvent('task-sent', uuid)).toMatchObject({ queue: 'celery', name: 'scope.add' });
    expect(await on.watched.untilEvent('task-received', uuid)).toMatchObject({ hostname: 'w1@alpha' });
    expect(await on.watched.untilEvent('task-succeeded', uuid)).toMatchObject({ result: '5' });
    const raw = on.watched.messages.find((message) => message.channel === 'task.multi');
    expect(raw?.properties).toMatchObject({ contentType: 'application/json', headers: { hostname: 'w1@alpha' } });
  });

  it('go on after our event queue was deleted under us, which is told', async () => {
    const [own = ''] = await eventQueues();
    on.rabbitmq.ctl('delete_queue', own.slice('queue '.length));
    await waitFor(
      () => on.watched.statuses.find(({ limits }) => limits['events'] === 'event_queue_gone') ?? null,
      'the limit',
    );
    await on.watched.untilStatus('listening again', ({ limits }) => limits['events'] === undefined);
    const [uuid = ''] = await sendTasks(on.rabbitmq.url, [{ name: 'scope.add', args: [1, 1] }]);
    await on.watched.untilEvent('task-succeeded', uuid);
  });

  it('come from an exchange of another name once the workers say so', async () => {
    const moved = watchBroker(brokerOf(on.rabbitmq));
    const other = await startWorker({
      brokerUrl: on.rabbitmq.url,
      name: 'moved@alpha',
      queues: ['moved'],
      settings: { event_exchange: 'myev', control_exchange: 'myctl' },
    });
    try {
      await moved.connected();
      moved.broker.adopt({ eventExchange: 'myev', controlExchange: 'myctl' });
      await moved.untilEvent('worker-heartbeat');
      await waitFor(() => moved.events().find((event) => event['hostname'] === 'moved@alpha') ?? null, 'its heartbeat');
      const replies = await moved.broker.control({
        method: 'ping',
        arguments: {},
        destination: null,
        timeoutMs: 30_000,
        expect: ['moved@alpha'],
      });
      expect(replies.map(({ hostname }) => hostname)).toEqual(['moved@alpha']);
    } finally {
      await moved.close();
      await other.stop();
    }
  });
});

describe('remote control', () => {
  it('matches the answers of many requests at once', async () => {
    const methods = ['ping', 'stats', 'active_queues', 'registered', 'conf', 'clock', 'active', 'reserved'];
    const answers = await Promise.all(
      methods.map((method) =>
        on.watched.broker.control({
          method,
          arguments: method === 'conf' ? { with_defaults: true } : {},
          destination: ['w1@alpha'],
          timeoutMs: 30_000,
          expect: ['w1@alpha'],
        }),
      ),
    );
    const byMethod = new Map(methods.map((method, index) => [method, answers[index]?.[0]?.reply]));
    expect(byMethod.get('ping')).toEqual({ ok: 'pong' });
    expect(byMethod.get('stats')).toMatchObject({ broker: { transport: 'amqp' }, prefetch_count: 4 });
    expect(byMethod.get('active_queues')).toMatchObject([{ name: 'celery' }]);
    // Bare Infinity, which plain JSON has not.
    expect(byMethod.get('conf')).toHaveProperty('result_backend_max_retries', null);
    expect(byMethod.get('registered')).toContain('scope.add');
  });

  it('rejects what still waits when it ends', async () => {
    const before = new Set(await on.rabbitmq.topology());
    const other = watchBroker(brokerOf(on.rabbitmq));
    await other.connected();
    const waiting = other.broker
      .control({
        method: 'ping',
        arguments: {},
        destination: ['nobody@nowhere'],
        timeoutMs: 60_000,
        expect: ['nobody@nowhere'],
      })
      .catch((error: unknown) => error);
    await waitFor(
      // What tests of before had may only be going now.
      async () => (await on.rabbitmq.topology()).filter((entry) => !before.has(entry)).length >= 2 || null,
      'its queues of events and replies',
    );
    await other.close();
    // Where its channel was still being opened, amqplib says it in words of its own.
    expect(await waiting).toMatchObject({
      name: 'BrokerError',
      code: expect.toBeOneOf(['broker_lost', 'AMQP']) as string,
    });
  });
});

describe('publishing', () => {
  it('runs on a worker with keyword arguments, unicode, nested values and typed dates as they were', async () => {
    const date = { __type__: 'datetime', __value__: '2026-01-02T03:04:05+00:00' };
    const sent = task(
      'celery',
      { task: 'scope.echo', retries: 0, eta: null, expires: null, monitor: { nested: [1, null, 'ä'] } },
      [
        ['日本', { deep: [[1], { a: null }] }, date],
        { größe: 3.5, flag: true },
        { callbacks: null, errbacks: null, chain: null, chord: null },
      ],
    );
    await on.watched.broker.publish(sent);
    const { result } = await on.watched.untilEvent('task-succeeded', sent.correlationId);
    expect(result).toContain("'größe': 3.5");
    expect(result).toContain('日本');
    expect(result).toContain('datetime.datetime(2026, 1, 2');
  });

  it('refuses a queue that does not exist, and does not make it', async () => {
    await expect(
      on.watched.broker.publish(task('typo', { task: 'scope.add' }, [[1, 2], {}, {}])),
    ).rejects.toMatchObject({
      code: 'queue_missing',
    });
    expect(await on.rabbitmq.topology()).not.toContain('queue typo');
  });

  it('says when the queue went away between the look and the message', async () => {
    const connection = await connect(`amqp://127.0.0.1:${on.rabbitmq.port}`);
    const channel = await connection.createConfirmChannel();
    const lost = publishMandatory(channel, task('gone', { task: 'scope.add' }, [[1, 2], {}, {}]));
    await expect(lost).rejects.toMatchObject({ name: 'BrokerError', code: 'unroutable' });
    await connection.close();
  });

  it('says when the broker refuses a message that the queue has no room for', async () => {
    const connection = await connect(`amqp://127.0.0.1:${on.rabbitmq.port}`);
    const channel = await connection.createChannel();
    await channel.assertQueue('full', {
      durable: true,
      arguments: { 'x-max-length': 0, 'x-overflow': 'reject-publish' },
    });
    await connection.close();
    await expect(
      on.watched.broker.publish(task('full', { task: 'scope.add' }, [[1, 2], {}, {}])),
    ).rejects.toMatchObject({
      code: 'publish_refused',
    });
  });
});

describe('a recording', () => {
  it('replays the same events as were seen live', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'celeryscope-record-'));
    const file = join(folder, 'hour.jsonl');
    const stop = new AbortController();
    const before = await eventQueues();
    const recorded = recordTo(file, brokerOf(on.rabbitmq), stop.signal);
    await waitFor(async () => (await eventQueues()).some((queue) => !before.includes(queue)) || null, 'the recorder');
    const uuids = await sendTasks(on.rabbitmq.url, [
      { name: 'scope.add', args: [1, 2] },
      { name: 'scope.fail', args: ['höh'] },
    ]);
    for (const uuid of uuids)
      await waitFor(
        () =>
          on.watched
            .events()
            .find((event) => event['uuid'] === uuid && /succeeded|failed/.test(String(event['type']))) ?? null,
        uuid,
      );
    // RabbitMQ keeps the order of what one sender says, not of what two say at the same time.
    const bySender = (events: readonly Record<string, unknown>[]) =>
      Map.groupBy(
        events.filter(({ uuid }) => uuids.includes(String(uuid))),
        ({ hostname }) => hostname,
      );
    await expect.poll(async () => bySender((await replay(file)).events())).toEqual(bySender(on.watched.events()));
    stop.abort();
    const { messages, dropped } = await recorded;
    expect(dropped).toBe(0);

    const replayed = await replay(file);
    expect(bySender(replayed.events())).toEqual(bySender(on.watched.events()));
    expect(replayed.messages).toHaveLength(messages);
    await rm(folder, { recursive: true });
  });
});
