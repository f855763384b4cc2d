import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import type { ChannelModel, ConsumeMessage } from 'amqplib';
import { watchBacklog, type BacklogListener } from './amqp-backlog';
import { ensureExchange, onOwnChannel } from './amqp-channel';
import { deadline } from './amqp-deadline';
import { replyCodeOf } from './amqp-error';
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

/** Of what had to be dropped little is kept: it only tells that something was. */
const DROPPED_BOUNDS = { 'x-max-length': 100, 'x-max-length-bytes': 1024 * 1024 };

export interface AmqpSubscription {
  /** Settles when the server took the queue or the channel away. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

export interface EventListener extends BacklogListener {
  readonly message: (raw: RawMessage) => void;
}

/** Listens to the event exchange through a queue of our own, which the broker drops when we go. */
export async function subscribeToEvents(
  model: ChannelModel,
  exchange: string,
  listener: EventListener,
): Promise<AmqpSubscription> {
  await ensureExchange(model, exchange, { type: 'topic', durable: true });
  // Named as Celery's receivers are, so that permissions made for them fit.
  const queue = `celeryev.celeryscope-${randomUUID()}`;
  const dropped = await declareQueue(model, queue);
  const channel = await deadline(model.createChannel(), OPERATION_TIMEOUT_MS, 'open a channel');
  const stop = new AbortController();
  let received = 0;
  let open = true;
  const ended = new Promise<void>((resolve) => {
    channel.on('close', () => {
      open = false;
      stop.abort();
      resolve();
    });
  });
  channel.on('error', () => undefined);
  const close = async (): Promise<void> => {
    if (!open) return;
    await deadline(channel.close(), OPERATION_TIMEOUT_MS, 'close a channel').catch(() => undefined);
  };
  try {
    await deadline(
      (async () => {
        await channel.bindQueue(queue, exchange, '#');
        await channel.consume(
          queue,
          (message) => {
            received += 1;
            // null: the queue was deleted under us.
            if (message === null) void close();
            else listener.message(toRawMessage(message, Date.now() / 1000));
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
  // Where our queue can't be looked at, the connection or the queue is going away, which is noticed by itself.
  watchBacklog(model, { queue, dropped, received: () => received }, listener, stop.signal).catch(() => undefined);
  return { ended, close };
}

/** Declares our queue; the name of a second one that takes what had to be dropped, null where that is not allowed. */
async function declareQueue(model: ChannelModel, queue: string): Promise<string | null> {
  const dropped = `${queue}.dropped`;
  const ours = { exclusive: true, autoDelete: true, durable: false };
  const bounds = { 'x-max-length': MAX_BACKLOG_MESSAGES, 'x-max-length-bytes': MAX_BACKLOG_BYTES };
  try {
    await onOwnChannel(model, 'declare our queues', async (channel) => {
      await channel.assertQueue(dropped, { ...ours, arguments: DROPPED_BOUNDS });
      const deadLetter = { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': dropped };
      await channel.assertQueue(queue, { ...ours, arguments: { ...bounds, ...deadLetter } });
    });
    return dropped;
  } catch (error) {
    // Refused: it needs the right to write to the default exchange.
    if (replyCodeOf(error) === null) throw error;
  }
  await onOwnChannel(model, 'declare our queue', (channel) =>
    channel.assertQueue(queue, { ...ours, arguments: bounds }),
  );
  return null;
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
