import type { Channel, GetMessage } from 'amqplib';
import { isRecord } from '@/lib/celery/bounded';
import type { PeekedMessage, PeekedQueue } from '@/lib/queues/peek';
import { onOwnChannel } from './amqp-channel';
import type { AmqpConnection } from './amqp-connection';
import { oneLine, replyCodeOf } from './amqp-error';
import { BrokerError } from './broker';
import type { Purged } from './messages';
import { peekedOnRabbitmq } from './peeked-message';
import { sleep } from './sleep';

/** RabbitMQ sends a message whole, whatever its size. */
const MAX_BYTES = 8 * 1024 * 1024;
const LOOKS = 10;
const LOOK_MS = 50;
const MAX_ONE_BY_ONE = 500;
/** Less than a whole operation may take; what was taken by then is removed. */
const TAKE_MS = 5000;

/**
 * Takes the first messages and gives them back at once. RabbitMQ has no other way, and marks them as redelivered; should
 * the connection break in between, it gives them back itself.
 */
export async function peekAtRabbitmq(
  connection: AmqpConnection,
  queue: string,
  limit: number,
): Promise<Omit<PeekedQueue, 'queue'>> {
  const messages: PeekedMessage[] = [];
  const ready = await onQueue(connection, queue, 'peek at a queue', async (channel) => {
    let [last, bytes]: [GetMessage | null, number] = [null, MAX_BYTES];
    try {
      while (messages.length < limit && bytes > 0) {
        const message = await channel.get(queue, { noAck: false });
        if (message === false) break;
        bytes -= message.content.length;
        messages.push(toPeeked(message, messages.length));
        last = message;
      }
    } finally {
      if (last !== null) channel.nack(last, true, true);
    }
    const waited = messages.length + (last?.fields.messageCount ?? 0);
    await untilBack(channel, queue, waited);
    return waited;
  });
  return { at: Date.now() / 1000, lanes: [{ priority: 0, ready, shown: messages.length }], messages };
}

// The queue takes back what was given back a moment after it has answered other questions; who looks again at once should
// find the same. Its workers may be quicker.
async function untilBack(channel: Channel, queue: string, count: number): Promise<void> {
  for (let look = 0; look < LOOKS; look += 1) {
    if ((await channel.checkQueue(queue)).messageCount >= count) return;
    await sleep(LOOK_MS, new AbortController().signal);
  }
}

/**
 * Removes all that waits, if it is not more than was agreed to. RabbitMQ's own purge takes what arrives in that moment too,
 * so it is used only for more messages than can soon be taken one by one.
 */
export async function purgeRabbitmq(
  connection: Pick<AmqpConnection, 'model'>,
  queue: string,
  count: number,
): Promise<Purged> {
  return onQueue(connection, queue, 'purge a queue', async (channel) => {
    const { messageCount: waiting } = await channel.checkQueue(queue);
    if (waiting > count)
      throw new BrokerError('more_waiting', `Nothing was removed: ${waiting} messages wait now, more than ${count}.`);
    if (waiting > MAX_ONE_BY_ONE)
      return { removed: (await channel.purgeQueue(queue)).messageCount, left: null, uuids: [], isAll: true };
    const { removed, uuids } = await takeOneByOne(channel, queue, count);
    const left = (await channel.checkQueue(queue)).messageCount;
    return { removed, left, uuids, isAll: left === 0 };
  });
}

// None is acknowledged before all are: should the connection break in between, RabbitMQ gives all of them back.
async function takeOneByOne(
  channel: Channel,
  queue: string,
  count: number,
): Promise<Pick<Purged, 'removed' | 'uuids'>> {
  const uuids: string[] = [];
  const until = performance.now() + TAKE_MS;
  let [taken, last]: [number, GetMessage | null] = [0, null];
  while (taken < count && performance.now() < until) {
    const message = await channel.get(queue, { noAck: false });
    if (message === false) break;
    [taken, last] = [taken + 1, message];
    const { uuid } = toPeeked(message, 0);
    if (uuid !== null) uuids.push(uuid);
  }
  if (last !== null) channel.ack(last, true);
  return { removed: taken, uuids };
}

async function onQueue<T>(
  connection: Pick<AmqpConnection, 'model'>,
  queue: string,
  what: string,
  operation: Parameters<typeof onOwnChannel<T>>[2],
): Promise<T> {
  try {
    return await onOwnChannel(connection.model, what, operation);
  } catch (error) {
    if (replyCodeOf(error) !== 404) throw error;
    throw new BrokerError('queue_missing', `There is no queue "${oneLine(queue)}" on this RabbitMQ.`, { cause: error });
  }
}

function toPeeked({ content, fields, properties }: GetMessage, ahead: number): PeekedMessage {
  // amqplib has no types for them, and whoever published chose them.
  const told: Readonly<Record<string, unknown>> = { ...properties };
  const { headers, contentType, contentEncoding, correlationId, priority } = told;
  return peekedOnRabbitmq(
    {
      headers: isRecord(headers) ? headers : {},
      properties: { correlation_id: correlationId },
      contentType: typeof contentType === 'string' ? contentType : 'application/json',
      contentEncoding: typeof contentEncoding === 'string' ? contentEncoding : 'utf-8',
      body: content,
    },
    { priority: typeof priority === 'number' ? priority : 0, ahead },
    fields.redelivered,
  );
}
