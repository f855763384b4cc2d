import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import type { ChannelModel, ConsumeMessage } from 'amqplib';
import { ensureExchange } from './amqp-channel';
import { deadline } from './amqp-deadline';
import type { RawMessage } from './broker';

const OPERATION_TIMEOUT_MS = 8_000;
/**
 * What the broker keeps for us while we stall. No TTL: Celery's own 5 s would lose events of a short pause without a
 * sign. The bounds protect the broker's memory; beyond them the oldest go.
 */
const MAX_BACKLOG_MESSAGES = 200_000;
const MAX_BACKLOG_BYTES = 128 * 1024 * 1024;

/** Headers that reading an event needs; others may hold anything. */
const KEPT_HEADERS = ['hostname', 'compression'];

export interface AmqpSubscription {
  /** Settles when the server took the queue or the channel away. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

/** Listens to the event exchange through a queue of our own, which the broker drops when we go. */
export async function subscribeToEvents(
  model: ChannelModel,
  exchange: string,
  onMessage: (raw: RawMessage) => void,
): Promise<AmqpSubscription> {
  await ensureExchange(model, exchange, { type: 'topic', durable: true });
  const channel = await deadline(model.createChannel(), OPERATION_TIMEOUT_MS, 'open a channel');
  let open = true;
  const ended = new Promise<void>((resolve) => {
    channel.on('close', () => {
      open = false;
      resolve();
    });
  });
  channel.on('error', () => undefined);
  const close = async (): Promise<void> => {
    if (open) await deadline(channel.close(), OPERATION_TIMEOUT_MS, 'close a channel').catch(() => undefined);
  };
  try {
    await deadline(
      (async () => {
        // Named as Celery's receivers are, so that permissions made for them fit.
        const { queue } = await channel.assertQueue(`celeryev.celeryscope-${randomUUID()}`, {
          exclusive: true,
          autoDelete: true,
          durable: false,
          arguments: { 'x-max-length': MAX_BACKLOG_MESSAGES, 'x-max-length-bytes': MAX_BACKLOG_BYTES },
        });
        await channel.bindQueue(queue, exchange, '#');
        await channel.consume(
          queue,
          (message) => {
            // null: the queue was deleted under us.
            if (message === null) void close();
            else onMessage(toRawMessage(message, Date.now() / 1000));
          },
          { noAck: true },
        );
      })(),
      OPERATION_TIMEOUT_MS,
      'subscribe to events',
    );
  } catch (error) {
    await close();
    throw error;
  }
  return { ended, close };
}

export function toRawMessage(
  { content, fields, properties }: Pick<ConsumeMessage, 'content' | 'fields' | 'properties'>,
  at: number,
): RawMessage {
  const headers: Record<string, unknown> = {};
  for (const name of KEPT_HEADERS) {
    const value: unknown = properties.headers?.[name];
    if (typeof value === 'string') headers[name] = value;
  }
  return {
    at,
    channel: fields.routingKey,
    body: isUtf8(content) ? content.toString('utf8') : content,
    properties: {
      ...(typeof properties.contentType === 'string' ? { contentType: properties.contentType } : {}),
      ...(typeof properties.contentEncoding === 'string' ? { contentEncoding: properties.contentEncoding } : {}),
      headers,
    },
  };
}
