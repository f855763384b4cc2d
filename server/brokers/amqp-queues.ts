import type { Channel } from 'amqplib';
import type { AmqpConnection } from './amqp-connection';
import { deadline } from './amqp-deadline';
import { refusalOf, replyCodeOf } from './amqp-error';
import { BrokerError, type QueueReading } from './broker';
import { NEVER_PEEKED } from './rabbitmq-queue-item';

const OPERATION_TIMEOUT_MS = 8_000;
/** One round trip each: what is beyond is not read without the management API. */
const MAX_CHECKED = 500;
const MAX_REFRESHED = 100;

/** Depth and consumers of queues by passive declaration, which changes nothing; the rest needs the management API. */
export async function checkQueues(
  connection: AmqpConnection,
  names: readonly string[],
  reason: string,
): Promise<readonly QueueReading[]> {
  const readings: QueueReading[] = [];
  let channel: Channel | null = null;
  try {
    for (const name of names.slice(0, MAX_CHECKED)) {
      channel ??= await openChannel(connection);
      try {
        const { messageCount, consumerCount } = await deadline(
          channel.checkQueue(name),
          OPERATION_TIMEOUT_MS,
          'look at a queue',
        );
        readings.push(toReading(name, { ready: messageCount, consumers: consumerCount }, reason));
      } catch (error) {
        // A refusal closes the channel, and says something of this queue alone.
        channel = null;
        if (error instanceof BrokerError || replyCodeOf(error) === null) throw error;
        readings.push(missingReading(name, replyCodeOf(error) === 404 ? 'queue_missing' : refusalOf(error)));
      }
    }
  } finally {
    channel?.close().catch(() => undefined);
  }
  return readings;
}

/**
 * The management API lags by some seconds; passive declaration does not. Figures that must agree with their lanes are
 * left as they are.
 */
export async function refresh(
  connection: AmqpConnection,
  readings: readonly QueueReading[],
): Promise<readonly QueueReading[]> {
  // Asking for a missing queue costs the channel, and RabbitMQ writes it into its log as an error.
  const plain = readings
    .filter(
      ({ readyByPriority, unknown }) => (readyByPriority?.length ?? 0) <= 1 && unknown['ready'] !== 'queue_missing',
    )
    .slice(0, MAX_REFRESHED);
  const fresh = new Map(
    (
      await checkQueues(
        connection,
        plain.map((reading) => reading.name),
        'not_asked',
      )
    ).map((reading) => [reading.name, reading]),
  );
  return readings.map((reading) => {
    const { ready, consumers } = fresh.get(reading.name) ?? reading;
    if (ready === null || consumers === null || !fresh.has(reading.name)) return reading;
    const known = new Set(['ready', 'consumers', ...(reading.readyByPriority === null ? [] : ['readyByPriority'])]);
    return {
      ...reading,
      ready,
      consumers,
      readyByPriority: reading.readyByPriority === null ? null : [{ priority: 0, ready }],
      unknown: Object.fromEntries(Object.entries(reading.unknown).filter(([field]) => !known.has(field))),
    };
  });
}

async function openChannel(connection: AmqpConnection): Promise<Channel> {
  const channel = await deadline(connection.model.createChannel(), OPERATION_TIMEOUT_MS, 'open a channel');
  channel.on('error', () => undefined);
  return channel;
}

function toReading(name: string, known: { ready: number; consumers: number }, reason: string): QueueReading {
  return {
    ...missingReading(name, reason),
    ...known,
    unknown: { readyByPriority: reason, unacked: reason, inPerSecond: reason, outPerSecond: reason, ...NEVER_PEEKED },
  };
}

/** A queue that was asked for and of which nothing can be said. */
export function missingReading(name: string, reason: string): QueueReading {
  return {
    name,
    ready: null,
    readyByPriority: null,
    unacked: null,
    consumers: null,
    inPerSecond: null,
    outPerSecond: null,
    headUuid: null,
    oldestUuid: null,
    unknown: {
      ready: reason,
      readyByPriority: reason,
      unacked: reason,
      consumers: reason,
      inPerSecond: reason,
      outPerSecond: reason,
      headUuid: reason,
      oldestUuid: reason,
    },
  };
}
