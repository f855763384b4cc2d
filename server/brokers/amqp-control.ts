import { randomUUID } from 'node:crypto';
import type { Channel, ConsumeMessage } from 'amqplib';
import { parseJsonTolerant } from '@/lib/celery/parse-json-tolerant';
import { ensureExchange, exchangeExists } from './amqp-channel';
import type { AmqpConnection } from './amqp-connection';
import { deadline } from './amqp-deadline';
import { BrokerError, type AnswerMessage, type ControlReply, type ControlRequest } from './broker';

const OPERATION_TIMEOUT_MS = 8_000;
/** The reply queue goes with our connection; this is for a broker that missed its end. */
const REPLY_QUEUE_EXPIRES_MS = 10_000;
/** A worker's `conf` or `registered` is some hundred kilobytes; more than this is not read. */
const MAX_REPLY_BYTES = 16 * 1024 * 1024;

interface Waiting {
  readonly startedAt: number;
  readonly replies: ControlReply[];
  readonly missing: Set<string> | null;
  readonly onReply: ((reply: ControlReply) => void) | undefined;
  readonly finish: (error: BrokerError | null) => void;
}

/** Sends commands to workers and gathers their replies over one reply queue of our own. */
export interface AmqpControl {
  request(request: ControlRequest, onReply?: (reply: ControlReply) => void): Promise<readonly ControlReply[]>;
  isEnded(): boolean;
  /** The queue where replies, and answers to tasks that name it, come to us. */
  readonly replyQueue: string;
  close(reason: BrokerError): Promise<void>;
}

export async function openAmqpControl(
  connection: AmqpConnection,
  controlExchange: string,
  answered: (answer: AnswerMessage) => void = () => undefined,
): Promise<AmqpControl> {
  const { model } = connection;
  const exchange = `${controlExchange}.pidbox`;
  const replyExchange = `reply.${controlExchange}.pidbox`;
  const routingKey = randomUUID();
  const waiting = new Map<string, Waiting>();
  let exchangeSeen = false;
  let ended = false;

  await ensureExchange(model, replyExchange, { type: 'direct', durable: false });
  const channel = await deadline(model.createChannel(), OPERATION_TIMEOUT_MS, 'open a channel');

  const end = (reason: BrokerError): void => {
    ended = true;
    for (const { finish } of [...waiting.values()]) finish(reason);
  };
  channel.on('error', () => undefined);
  channel.on('close', () =>
    end(new BrokerError('broker_lost', 'The connection ended before the workers could answer.')),
  );
  connection.onBlocked(() => {
    const alarm = blockedError(connection);
    if (alarm !== null) for (const { finish } of [...waiting.values()]) finish(alarm);
  });
  await deadline(
    consumeReplies(channel, replyExchange, routingKey, (message) => {
      const answer = toAnswer(message);
      if (answer === null) take(message, waiting);
      else answered(answer);
    }),
    OPERATION_TIMEOUT_MS,
    'listen for replies',
  );

  return {
    isEnded: () => ended,
    replyQueue: `${routingKey}.${replyExchange}`,
    async request(request, onReply) {
      const alarm = blockedError(connection);
      if (alarm !== null) throw alarm;
      // Without the exchange no worker listens; publishing to it would only cost us the channel.
      exchangeSeen ||= await exchangeExists(model, exchange);
      if (!exchangeSeen) return [];
      const ticket = randomUUID();
      const replies = gather(waiting, ticket, request, onReply);
      try {
        send(channel, exchange, replyExchange, routingKey, ticket, request);
      } catch (error) {
        waiting
          .get(ticket)
          ?.finish(
            new BrokerError('broker_lost', 'The connection ended before the command was sent.', { cause: error }),
          );
      }
      return replies;
    },
    async close(reason) {
      const wasOpen = !ended;
      end(reason);
      if (wasOpen) await deadline(channel.close(), OPERATION_TIMEOUT_MS, 'close a channel').catch(() => undefined);
    },
  };
}

async function consumeReplies(
  channel: Channel,
  exchange: string,
  routingKey: string,
  taken: (message: ConsumeMessage) => void,
): Promise<void> {
  const { queue } = await channel.assertQueue(`${routingKey}.${exchange}`, {
    exclusive: true,
    autoDelete: true,
    durable: false,
    expires: REPLY_QUEUE_EXPIRES_MS,
  });
  await channel.bindQueue(queue, exchange, routingKey);
  await channel.consume(
    queue,
    (message) => {
      if (message === null) channel.close().catch(() => undefined);
      else taken(message);
    },
    { noAck: true },
  );
}

/** Resolves when all expected workers answered or the time is over. */
function gather(
  waiting: Map<string, Waiting>,
  ticket: string,
  { timeoutMs, expect }: ControlRequest,
  onReply: ((reply: ControlReply) => void) | undefined,
): Promise<readonly ControlReply[]> {
  return new Promise((resolve, reject) => {
    const replies: ControlReply[] = [];
    const finish = (error: BrokerError | null): void => {
      clearTimeout(timer);
      waiting.delete(ticket);
      if (error === null) resolve(replies);
      else reject(error);
    };
    const timer = setTimeout(() => finish(null), timeoutMs);
    waiting.set(ticket, {
      startedAt: performance.now(),
      replies,
      missing: expect === null ? null : new Set(expect),
      onReply,
      finish,
    });
  });
}

function send(
  channel: Channel,
  exchange: string,
  replyExchange: string,
  routingKey: string,
  ticket: string,
  request: ControlRequest,
): void {
  const body = {
    method: request.method,
    arguments: request.arguments,
    destination: request.destination,
    pattern: null,
    matcher: null,
    ticket,
    reply_to: { exchange: replyExchange, routing_key: routingKey },
  };
  channel.publish(exchange, '', Buffer.from(JSON.stringify(body)), {
    contentType: 'application/json',
    contentEncoding: 'utf-8',
    deliveryMode: 1,
    priority: 0,
    // A clock of 1 never pushes the workers' Lamport clocks forward.
    headers: { clock: 1, expires: (Date.now() + request.timeoutMs) / 1000 },
  });
}

/** The result of a task that named our queue; null for a reply to a command. */
function toAnswer({ content, properties }: ConsumeMessage): AnswerMessage | null {
  const { headers } = properties;
  const correlationId: unknown = properties.correlationId;
  if (typeof correlationId !== 'string' || headers?.['ticket'] !== undefined) return null;
  return {
    correlationId,
    contentType: textOf(properties.contentType) ?? 'application/json',
    contentEncoding: textOf(properties.contentEncoding) ?? 'utf-8',
    compression: headers?.['compression'],
    body: content,
  };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function take({ content, properties }: ConsumeMessage, waiting: Map<string, Waiting>): void {
  const ticket: unknown = properties.headers?.['ticket'];
  const asked = typeof ticket === 'string' ? waiting.get(ticket) : undefined;
  // Late replies and foreign ones.
  if (asked === undefined || content.length > MAX_REPLY_BYTES) return;
  const body = toReplies(content);
  if (body === null) return;
  for (const [hostname, reply] of body) {
    const entry: ControlReply = { hostname, reply, ms: performance.now() - asked.startedAt };
    asked.replies.push(entry);
    asked.missing?.delete(hostname);
    asked.onReply?.(entry);
  }
  if (asked.missing?.size === 0) asked.finish(null);
}

/** A reply is `{nodename: answer}`; null when it is anything else. */
function toReplies(content: Buffer): [string, unknown][] | null {
  try {
    const body = parseJsonTolerant(content.toString('utf8'));
    return typeof body === 'object' && body !== null && !Array.isArray(body) ? Object.entries(body) : null;
  } catch {
    // Not JSON: a worker with another control serializer, or not a worker at all.
    return null;
  }
}

function blockedError(connection: AmqpConnection): BrokerError | null {
  const alarm = connection.blocked();
  return alarm === null
    ? null
    : new BrokerError('broker_blocked', `RabbitMQ takes no messages while its resource alarm lasts (${alarm}).`);
}
