import { z } from 'zod';
import { MessageAnswer, PeekedQueue, PurgeAnswer } from '@/lib/api/schemas';
import { MAX_PEEKED } from '@/lib/queues/peek';
import { EntityName } from '../../views/params';
import { callerOf } from '../authorise';
import { Reason } from '../control-bodies';
import { defineEndpoint } from '../endpoint';

const QueueName = z.object({ name: EntityName });
const Limit = z.coerce.number().int().min(1).max(MAX_PEEKED).default(20);
const MessageBody = z.object({
  id: z.string().regex(/^[0-9a-f]{40}$/, 'must be the id of a message that was peeked at'),
  sizeBytes: z.int().min(0),
  priority: z.int(),
  uuid: EntityName.nullable().default(null),
  reason: Reason,
});

export const peekMessages = defineEndpoint({
  method: 'GET',
  path: '/api/v1/queues/:name/messages',
  permission: 'view',
  costly: true,
  summary: 'The messages of a queue that are served next (Redis)',
  params: QueueName,
  query: z.object({ limit: Limit }),
  answers: { 200: PeekedQueue },
  handle: ({ params, query }, { collector }) =>
    collector.call('peekQueue', { queue: params.name, limit: query.limit, by: null }),
});

export const peekAnyway = defineEndpoint({
  method: 'POST',
  path: '/api/v1/queues/:name/peek',
  permission: 'control',
  action: 'peek-messages',
  summary: 'The same where looking changes something: RabbitMQ marks what was looked at as redelivered',
  params: QueueName,
  body: z.object({ limit: Limit }),
  answers: { 200: PeekedQueue },
  handle: ({ params, body, principal }, { collector }) =>
    collector.call('peekQueue', { queue: params.name, limit: body.limit, by: callerOf(principal) }),
});

export const removeMessage = defineEndpoint({
  method: 'POST',
  path: '/api/v1/queues/:name/messages/remove',
  permission: 'control',
  action: 'remove-message',
  summary: 'Takes one waiting message out of its queue for good (Redis)',
  params: QueueName,
  body: MessageBody,
  answers: { 200: MessageAnswer },
  handle: ({ params, body: { uuid, reason, ...message }, principal }, { collector }) =>
    collector.call('removeMessage', { ...callerOf(principal), queue: params.name, message, uuid, reason }),
});

export const moveMessage = defineEndpoint({
  method: 'POST',
  path: '/api/v1/queues/:name/messages/move',
  permission: 'control',
  action: 'move-message',
  summary: 'Puts one waiting message at the end of another queue (Redis)',
  params: QueueName,
  body: MessageBody.extend({ to: EntityName }),
  answers: { 200: MessageAnswer },
  handle: ({ params, body: { uuid, reason, to, ...message }, principal }, { collector }) =>
    collector.call('moveMessage', { ...callerOf(principal), queue: params.name, message, uuid, reason, to }),
});

export const purgeQueue = defineEndpoint({
  method: 'POST',
  path: '/api/v1/queues/:name/purge',
  permission: 'control',
  action: 'purge-queue',
  summary:
    'Removes what waits in a queue, at most the number given, those served first; of more than 500 on RabbitMQ also ' +
    'what arrives in that moment',
  params: QueueName,
  body: z.object({ count: z.int().min(1), reason: Reason }),
  answers: { 200: PurgeAnswer },
  handle: ({ params, body, principal }, { collector }) =>
    collector.call('purgeQueue', { ...callerOf(principal), queue: params.name, ...body }),
});
