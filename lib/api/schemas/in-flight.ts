import { z } from 'zod';
import type { InFlight as Row } from '../../queues/in-flight';
import type { InFlightList as List } from '../../queues/in-flight-list';
import { numeric, text } from './scalars';

const count = z.int().nonnegative();

const InFlight = z.object({
  deliveryTag: z.string(),
  uuid: text,
  name: text,
  queue: text,
  deliveredAt: z.number(),
  redelivered: z.boolean(),
  eta: numeric,
  retries: numeric,
  standing: z.enum(['held', 'abandoned', 'unknown']),
  reason: z.enum([
    'events',
    'inspect',
    'gone-silent',
    'gone-said',
    'replaced',
    'dropped',
    'nobody',
    'just-delivered',
    'leaves',
    'ended',
    'not-told',
    'unreadable',
  ]),
  worker: text,
  as: z.enum(['running', 'reserved', 'scheduled']).nullable(),
  returnsAt: z.number(),
}) satisfies z.ZodType<Row>;

export const InFlightList = z.object({
  at: numeric,
  total: numeric,
  read: count,
  counts: z.object({ abandoned: count, unknown: count, held: count }),
  messages: z.array(InFlight),
}) satisfies z.ZodType<List>;

export const PutBackAnswer = z.object({
  actionIds: z.array(z.string()),
  results: z.array(
    z.object({
      deliveryTag: z.string(),
      uuid: z.string(),
      outcome: z.enum(['put-back', 'gone', 'refused', 'unsure']),
      code: text,
      worker: text,
      queue: text,
    }),
  ),
});
