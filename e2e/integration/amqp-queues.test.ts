import { connect } from 'amqplib';
import { describe, expect, it } from 'vitest';
import type { Broker, QueueReading } from '@/server/brokers/broker';
import { waitFor } from '../support/redis-server';
import { watchBroker } from '../support/watched';
import { brokerOf, watchRabbitmq } from '../support/watched-rabbitmq';

const on = watchRabbitmq();

describe('queues', () => {
  const declare = async (
    queue: string,
    options: Record<string, unknown>,
    priorities: readonly number[],
  ): Promise<void> => {
    const connection = await connect(`amqp://127.0.0.1:${on.rabbitmq.port}`);
    const channel = await connection.createConfirmChannel();
    await channel.assertQueue(queue, { durable: true, ...options });
    for (const priority of priorities) channel.sendToQueue(queue, Buffer.from('{}'), { priority });
    await channel.waitForConfirms();
    await connection.close();
  };
  const redelivered = async (queue: string, count: number): Promise<boolean[]> => {
    const connection = await connect(`amqp://127.0.0.1:${on.rabbitmq.port}`);
    const channel = await connection.createChannel();
    const marks: boolean[] = [];
    for (let index = 0; index < count; index += 1) {
      const message = await channel.get(queue, { noAck: true });
      if (message !== false) marks.push(message.fields.redelivered);
    }
    await connection.close();
    return marks;
  };
  const reading = async (broker: Broker, name: string): Promise<QueueReading | undefined> =>
    (await broker.queues([name]))[0];

  it('show their lanes in the order served, the largest number first', async () => {
    await declare('urgent', { maxPriority: 5 }, [0, 3, 3, 5]);
    const seen = await waitFor(async () => {
      const urgent = await reading(on.watched.broker, 'urgent');
      return urgent?.ready === 4 && urgent.readyByPriority !== null ? urgent : null;
    }, 'the depth of the queue');
    expect(seen.readyByPriority).toEqual(
      [5, 4, 3, 2, 1, 0].map((priority) => ({ priority, ready: [1, 0, 0, 2, 0, 1][priority] })),
    );
  });

  it('count what consumers hold unacknowledged, and never look at a message', async () => {
    await declare('held', {}, [0, 0, 0, 0, 0, 0, 0]);
    const connection = await connect(`amqp://127.0.0.1:${on.rabbitmq.port}`);
    const channel = await connection.createChannel();
    await channel.prefetch(4);
    await channel.consume('held', () => undefined);
    const held = await waitFor(async () => {
      const now = await reading(on.watched.broker, 'held');
      // Counts, rates and consumers come from lists that the management API renews at times of their own.
      return now?.unacked === 4 && now.inPerSecond !== null && now.consumerPrefetch !== null ? now : null;
    }, 'unacknowledged messages, and who has them');
    expect(held).toMatchObject({ ready: 3, consumers: 1, readyByPriority: [{ priority: 0, ready: 3 }] });
    expect(held.inPerSecond).not.toBeNull();
    expect(held.consumerPrefetch).toEqual([{ worker: null, prefetch: 4 }]);
    expect(held.headUuid).toBeNull();
    expect(held.unknown).toEqual({ headUuid: 'peek_marks_redelivered', oldestUuid: 'peek_marks_redelivered' });
    await channel.close();
    const message = await (await connection.createChannel()).get('held', { noAck: true });
    await connection.close();
    expect(message).not.toBe(false);
    // Those that the consumer gave back are marked; the three that only we read of are not.
    const marks = await redelivered('held', 6);
    expect(marks.filter((mark) => !mark)).toHaveLength(3);
  });

  it('tell the prefetch of each worker that consumes them', async () => {
    const consumed = await waitFor(async () => {
      const celery = await reading(on.watched.broker, 'celery');
      return celery?.consumerPrefetch?.some(({ prefetch }) => prefetch !== null) === true ? celery : null;
    }, 'the consumers of the queue');
    expect(consumed.consumerPrefetch).toEqual([{ worker: 'w1@alpha', prefetch: 4 }]);
  });

  it('are discovered without those of events, remote control and replies', async () => {
    const names = (await on.watched.broker.queues(null)).map(({ name }) => name);
    expect(names).toContain('celery');
    expect(names.filter((name) => /celeryev|pidbox/.test(name))).toEqual([]);
  });

  it('say which of them does not exist', async () => {
    expect(await reading(on.watched.broker, 'nosuch')).toMatchObject({
      ready: null,
      unknown: { ready: 'queue_missing' },
    });
    expect(await on.rabbitmq.topology()).not.toContain('queue nosuch');
  });

  it('still tell depth and consumers without the management API, and why no more', async () => {
    const blind = watchBroker(brokerOf({ url: on.rabbitmq.url, managementUrl: 'http://127.0.0.1:1' }));
    await blind.connected();
    const [urgent, nosuch, celery] = await blind.broker.queues(['urgent', 'nosuch', 'celery']);
    expect(urgent).toMatchObject({ ready: 4, unacked: null, inPerSecond: null, readyByPriority: null });
    expect(urgent?.unknown).toMatchObject({ unacked: 'management_unreachable', inPerSecond: 'management_unreachable' });
    expect(nosuch).toMatchObject({ ready: null, unknown: { ready: 'queue_missing' } });
    expect(celery).toMatchObject({ consumers: 1 });
    expect(blind.statuses.at(-1)?.limits).toEqual({ queues: 'management_unreachable' });
    await blind.close();
  });

  it('say that the user may not read the management API', async () => {
    on.rabbitmq.ctl('add_user', 'plain', 'secret-word');
    on.rabbitmq.ctl('set_permissions', 'plain', '.*', '.*', '.*');
    const plain = watchBroker(
      brokerOf({
        managementUrl: on.rabbitmq.managementUrl,
        url: on.rabbitmq.url.replace('guest:guest', 'plain:secret-word'),
      }),
    );
    await plain.connected();
    expect(await reading(plain.broker, 'urgent')).toMatchObject({
      ready: 4,
      unknown: { unacked: 'management_unauthorized' },
    });
    expect(JSON.stringify(plain.statuses)).not.toContain('secret-word');
    await plain.close();
  });
});
