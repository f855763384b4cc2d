import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { isRecord } from '@/lib/celery/bounded';
import { closeEnvelope, openContent, openEnvelope } from '@/server/brokers/kombu-envelope';

/** Something that answers remote control as workers do, and says whatever it likes. */
export interface HostileWorker {
  stop(): void;
}

/** `answers`: what it replies to each command; it hears every one that goes to all or to it. */
export async function startHostileWorker(
  client: Redis,
  hostname: string,
  answers: Readonly<Record<string, unknown>>,
): Promise<HostileWorker> {
  const ears = client.duplicate();
  await ears.subscribe('/0.celery.pidbox');
  ears.on('message', (_channel, message) => {
    const asked = requestIn(message);
    if (asked === null || !Object.hasOwn(answers, asked.method)) return;
    const reply = closeEnvelope({
      headers: { ticket: asked.ticket },
      properties: { delivery_tag: randomUUID(), delivery_info: { exchange: '', routing_key: '' }, priority: 0 },
      contentType: 'application/json',
      contentEncoding: 'utf-8',
      body: Buffer.from(JSON.stringify({ [hostname]: answers[asked.method] })),
    });
    void client.lpush(`${asked.replyTo}.reply.celery.pidbox`, reply);
  });
  return { stop: () => ears.disconnect() };
}

function requestIn(message: string): { method: string; ticket: string; replyTo: string } | null {
  const envelope = openEnvelope(message);
  if (!envelope.ok) return null;
  const { body, contentType, contentEncoding, headers } = envelope.value;
  const opened = openContent(body, contentType, contentEncoding, headers['compression']);
  if (!opened.ok || !isRecord(opened.value) || !isRecord(opened.value['reply_to'])) return null;
  const { method, ticket, reply_to: to } = opened.value;
  return { method: String(method), ticket: String(ticket), replyTo: String(to['routing_key']) };
}
