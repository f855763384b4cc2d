import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { BrokerError, type OutgoingTask } from './broker';
import { closeEnvelope, MAX_MESSAGE_BYTES } from './kombu-envelope';
import type { RedisBindings } from './redis-bindings';
import type { RedisNames } from './redis-names';

const MAX_QUEUE_CHARS = 255;

/**
 * Pushes one complete task message, through a named exchange to each queue that is bound so. A message that lacks a part
 * kills the worker that takes it, so it is checked first.
 */
export async function publishToRedis(
  client: Redis,
  names: RedisNames,
  bindings: Pick<RedisBindings, 'queuesOf'>,
  task: OutgoingTask,
): Promise<void> {
  const fault = faultOf(task, names);
  if (fault !== null) throw new BrokerError('BAD_MESSAGE', `The task was not published: ${fault}.`);
  const { exchange = '', routingKey = task.queue } = task;
  const queues = exchange === '' ? [task.queue] : await bindings.queuesOf(client, exchange, routingKey);
  if (queues.length === 0)
    throw new BrokerError('unroutable', 'No queue is bound to that exchange with that routing key.');
  for (const queue of queues) await client.lpush(names.laneFor(queue, task.priority), toMessage(task));
}

function toMessage(task: OutgoingTask): string {
  return closeEnvelope({
    headers: task.headers,
    properties: {
      correlation_id: task.correlationId,
      reply_to: task.replyTo ?? '',
      delivery_mode: 2,
      delivery_info: { exchange: task.exchange ?? '', routing_key: task.routingKey ?? task.queue },
      priority: task.priority,
      delivery_tag: randomUUID(),
      ...(task.expirationMs == null ? {} : { expiration: String(task.expirationMs) }),
    },
    contentType: task.contentType,
    contentEncoding: task.contentEncoding,
    body: task.body,
  });
}

function faultOf(
  { queue, headers, body, priority, contentType, contentEncoding, correlationId }: OutgoingTask,
  names: RedisNames,
): string | null {
  if (queue === '' || queue.length > MAX_QUEUE_CHARS) return 'the name of the queue is empty or too long';
  if (queue.includes(names.options.sep)) return 'the name of the queue contains the separator of priority lanes';
  if (typeof headers['id'] !== 'string' || headers['id'] === '') return 'its headers have no id';
  if (typeof headers['task'] !== 'string' || headers['task'] === '') return 'its headers have no task name';
  if (correlationId !== headers['id']) return 'its correlation id is not its id';
  if (contentType === '' || contentEncoding === '') return 'its content type is not known';
  if (!Number.isInteger(priority) || priority < 0 || priority > 255)
    return 'its priority is not a number from 0 to 255';
  if (body.length === 0) return 'it has no body';
  if (body.length > MAX_MESSAGE_BYTES) return 'it is larger than 10 MB';
  return null;
}
