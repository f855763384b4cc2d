import { z } from 'zod';
import type { SendAnswer as Sent } from '../../tasks/send-request';
import type { StoredAnswer as Stored } from '../../tasks/stored-answer';
import { numeric, text } from './scalars';

export const SendAnswer = z.object({
  uuid: z.string(),
  queue: z.string(),
  exchange: z.string(),
  routingKey: z.string(),
  priority: z.number(),
  routedBy: z.enum(['option', 'task', 'task_routes', 'task_default_queue']),
  eta: numeric,
  expires: numeric,
  notes: z.array(z.enum(['no-consumer', 'not-registered', 'expired'])),
  actionId: z.string(),
}) satisfies z.ZodType<Sent>;

export const StoredAnswer = z.object({
  uuid: z.string(),
  backend: z.string(),
  found: z.enum(['stored', 'nothing', 'not-ours', 'unread']),
  status: z.string(),
  result: z.unknown(),
  unread: z.object({ format: z.enum(['pickle', 'large', 'unknown']), bytes: z.number() }).nullable(),
  traceback: text,
  doneAt: numeric,
  name: text,
  worker: text,
  retries: numeric,
  queue: text,
}) satisfies z.ZodType<Stored>;

export const AbortAnswer = z.object({
  actionId: z.string(),
  outcome: z.enum(['aborted', 'ended']),
  status: z.string().optional(),
});
