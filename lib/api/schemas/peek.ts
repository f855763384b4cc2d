import { z } from 'zod';
import type {
  MessageAnswer as Answer,
  PeekedMessage as Message,
  PeekedQueue as Queue,
  PurgeAnswer as Purge,
} from '../../queues/peek';
import { numeric, text } from './scalars';

const count = z.int().nonnegative();

const PeekedMessage = z.object({
  id: z.string(),
  sizeBytes: count,
  priority: z.number(),
  ahead: count,
  uuid: text,
  name: text,
  args: text,
  kwargs: text,
  eta: numeric,
  expires: numeric,
  retries: numeric,
  origin: text,
  contentType: text,
  redelivered: z.boolean(),
  unreadable: z.enum(['too-large', 'not-kombu', 'pickle', 'serializer', 'compressed', 'not-a-task']).nullable(),
  sentAt: numeric,
}) satisfies z.ZodType<Message>;

export const PeekedQueue = z.object({
  at: z.number(),
  queue: z.string(),
  lanes: z.array(z.object({ priority: z.number(), ready: count, shown: count })),
  messages: z.array(PeekedMessage),
  actionId: text,
}) satisfies z.ZodType<Queue>;

export const MessageAnswer = z.object({
  actionId: z.string(),
  outcome: z.enum(['removed', 'moved', 'gone', 'not-found', 'unsure']),
}) satisfies z.ZodType<Answer>;

export const PurgeAnswer = z.object({ actionId: z.string(), removed: count, left: numeric }) satisfies z.ZodType<Purge>;
