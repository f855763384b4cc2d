import { randomUUID } from 'node:crypto';
import { closeEnvelope } from '@/server/brokers/kombu-envelope';

/** A task's message as kombu lays it into a list of Redis. */
export function message(
  id: string,
  change: { headers?: object; routingKey?: string; exchange?: string; body?: Buffer } = {},
): string {
  return closeEnvelope({
    headers: { id, task: 'scope.add', retries: 0, eta: null, ...change.headers },
    properties: {
      correlation_id: id,
      delivery_tag: randomUUID(),
      delivery_info: { exchange: change.exchange ?? '', routing_key: change.routingKey ?? 'celery' },
      priority: 0,
    },
    contentType: 'application/json',
    contentEncoding: 'utf-8',
    body: change.body ?? Buffer.from('[[1,2],{},{}]'),
  });
}
