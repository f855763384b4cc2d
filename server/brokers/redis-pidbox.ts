import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { isRecord } from '@/lib/celery/bounded';
import { BrokerError, type AnswerMessage, type ControlReply, type ControlRequest } from './broker';
import { closeEnvelope, openContent, openEnvelope, type Envelope } from './kombu-envelope';
import type { RedisNames } from './redis-names';
import type { RedisSession } from './redis-session';

/** Replies that nobody fetches any more go by themselves. */
const REPLY_LIST_TTL_SECONDS = 120;
/** Also how soon a change of names is noticed, and how often a half-open connection is tried. */
const BLOCK_SECONDS = 1;
const BLOCK_LIMIT_MS = 8000;
const MAX_PENDING = 1000;
const MAX_HOSTNAME_CHARS = 1000;

/**
 * Our own control client. kombu's would start a consumer whose first empty poll restores unacknowledged messages; this
 * one publishes, and reads nothing but its own reply list. Requests outlive a reconnect: a late reply still finds them.
 */
export interface RedisPidbox {
  control(request: ControlRequest, onReply?: (reply: ControlReply) => void): Promise<readonly ControlReply[]>;
  /** Reads replies until the session ends. */
  read(session: RedisSession, signal: AbortSignal): Promise<void>;
  /** Ends all waiting requests and removes our reply list and its binding. */
  close(commands: Redis | null): Promise<void>;
}

export interface RedisPidboxDeps {
  readonly oid: string;
  readonly names: () => RedisNames;
  /** Throws a `BrokerError` while there is no connection. */
  readonly commands: () => Redis;
  /** Takes what comes to our list and answers no command: the result of a task that named it. */
  readonly answered: (answer: AnswerMessage) => void;
}

interface Pending {
  readonly startedAt: number;
  readonly replies: ControlReply[];
  readonly missing: Set<string> | null;
  readonly onReply: ((reply: ControlReply) => void) | undefined;
  readonly finish: () => void;
  readonly fail: (error: BrokerError) => void;
}

export function createRedisPidbox({ oid, names, commands, answered }: RedisPidboxDeps): RedisPidbox {
  const pending = new Map<string, Pending>();
  /** Reply list → its binding set and member; more than one after the names changed. */
  const bound = new Map<string, { key: string; member: string }>();
  let closed = false;

  const send = async (request: ControlRequest, ticket: string): Promise<void> => {
    const current = names();
    const client = commands();
    const binding = { key: current.replyBindingKey, member: current.replyBinding(oid) };
    // Each time anew: a flush or kombu's sweep of bindings may have removed it, and replies would be dropped.
    await client.sadd(binding.key, binding.member);
    const replyKey = current.replyKey(oid);
    bound.set(replyKey, binding);
    const message = toRequestMessage(request, ticket, oid, current);
    await Promise.all(current.controlChannels.map((channel) => client.publish(channel, message)));
    // The command is out and its answers are waited for, whatever becomes of this courtesy: the next command repeats it.
    await client.expire(replyKey, REPLY_LIST_TTL_SECONDS).catch(() => undefined);
  };

  const take = (message: Buffer): void => {
    const envelope = openEnvelope(message);
    if (!envelope.ok) return;
    const answer = toAnswer(envelope.value);
    if (answer !== null) answered(answer);
    const opened = openReply(envelope.value);
    const waiting = opened === null ? undefined : pending.get(opened.ticket);
    if (opened === null || waiting === undefined) return;
    for (const [hostname, reply] of Object.entries(opened.replies)) {
      if (hostname.length > MAX_HOSTNAME_CHARS) continue;
      const answer = { hostname, reply, ms: performance.now() - waiting.startedAt };
      waiting.replies.push(answer);
      waiting.missing?.delete(hostname);
      waiting.onReply?.(answer);
    }
    if (waiting.missing?.size === 0) waiting.finish();
  };

  return {
    async control(request, onReply) {
      if (closed) throw new BrokerError('CLOSED', 'The collector is stopping; the command was not sent.');
      if (pending.size >= MAX_PENDING)
        throw new BrokerError('TOO_MANY_REQUESTS', 'Too many control commands wait for their answers.');
      const ticket = randomUUID();
      const { promise, resolve, reject } = Promise.withResolvers<readonly ControlReply[]>();
      const waiting: Pending = {
        startedAt: performance.now(),
        replies: [],
        missing: request.expect === null ? null : new Set(request.expect),
        onReply,
        finish: () => resolve(waiting.replies),
        fail: reject,
      };
      pending.set(ticket, waiting);
      const timer = setTimeout(waiting.finish, request.timeoutMs);
      try {
        // Together: closing may end the wait while the command is still being sent.
        const [replies] = await Promise.all([promise, send(request, ticket)]);
        return replies;
      } finally {
        clearTimeout(timer);
        pending.delete(ticket);
      }
    },

    async read({ replies, fail }, signal) {
      while (!signal.aborted) {
        const keys = [...new Set([names().replyKey(oid), ...bound.keys()])];
        const watchdog = setTimeout(() => fail(new Error('timed out')), BLOCK_LIMIT_MS);
        try {
          const answer = await replies.brpopBuffer(...keys, BLOCK_SECONDS);
          if (answer?.[1] !== undefined) take(answer[1]);
        } finally {
          clearTimeout(watchdog);
        }
      }
    },

    async close(client) {
      closed = true;
      for (const waiting of pending.values())
        waiting.fail(new BrokerError('CLOSED', 'The collector is stopping; answers are no longer waited for.'));
      if (client === null) return;
      for (const [replyKey, { key, member }] of bound) {
        await client.srem(key, member);
        await client.del(replyKey);
      }
    },
  };
}

function toRequestMessage(request: ControlRequest, ticket: string, oid: string, names: RedisNames): string {
  const body = {
    method: request.method,
    arguments: request.arguments,
    destination: request.destination,
    pattern: null,
    matcher: null,
    ticket,
    reply_to: { exchange: names.replyExchange, routing_key: oid },
  };
  return closeEnvelope({
    // A larger clock would move the workers' own.
    headers: { clock: 1, expires: Date.now() / 1000 + request.timeoutMs / 1000 },
    properties: {
      delivery_mode: 2,
      delivery_info: { exchange: names.controlExchange, routing_key: '' },
      priority: 0,
      delivery_tag: randomUUID(),
    },
    contentType: 'application/json',
    contentEncoding: 'utf-8',
    body: Buffer.from(JSON.stringify(body)),
  });
}

function toAnswer({ headers, properties, body, contentType, contentEncoding }: Envelope): AnswerMessage | null {
  const { correlation_id: correlationId } = properties;
  if (headers['ticket'] !== undefined || typeof correlationId !== 'string') return null;
  return { correlationId, contentType, contentEncoding, compression: headers['compression'], body };
}

function openReply({ headers, body, contentType, contentEncoding }: Envelope): {
  ticket: string;
  replies: Record<string, unknown>;
} | null {
  const content = openContent(body, contentType, contentEncoding, headers['compression']);
  if (!content.ok || !isRecord(content.value) || typeof headers['ticket'] !== 'string') return null;
  return { ticket: headers['ticket'], replies: content.value };
}
