import { z } from 'zod';
import type { PastQueue as Queue, PastView as View, PastWorker as Worker } from '../past-view';
import type { PastRow as Row } from '../views';
import { numeric, text } from './scalars';

const PastRow = z.object({
  uuid: z.string(),
  name: text,
  queue: text,
  worker: text,
  since: z.number(),
  state: z.string(),
  endedAt: numeric,
}) satisfies z.ZodType<Row>;

const PastWorker = z.object({
  hostname: z.string(),
  status: z.enum(['working', 'idle', 'unknown']),
  running: z.number(),
  reserved: z.number(),
  scheduled: z.number(),
  concurrency: numeric,
  queues: z.array(z.string()).nullable(),
  unknown: z.partialRecord(
    z.enum(['status', 'concurrency', 'queues']),
    z.enum(['heartbeats_not_kept', 'settings_not_kept']),
  ),
}) satisfies z.ZodType<Worker>;

const PastQueue = z.object({
  name: z.string(),
  ready: numeric,
  readyByPriority: z.record(z.string(), z.number()).nullable(),
  unacked: numeric,
  sampledAt: numeric,
  waiting: numeric,
  oldestAgeSeconds: numeric,
  unknown: z.partialRecord(
    z.enum(['ready', 'unacked', 'waiting']),
    z.enum(['no_sample', 'samples_dropped', 'broker_cannot_say', 'no_sent_events']),
  ),
}) satisfies z.ZodType<Queue>;

export const PastView = z.object({
  at: z.number(),
  oldestAt: numeric,
  unknown: z.enum(['before_history', 'not_watched', 'too_many']).nullable(),
  totals: z.object({ running: z.number(), reserved: z.number(), scheduled: z.number(), waiting: numeric }),
  running: z.array(PastRow),
  reserved: z.array(PastRow),
  scheduled: z.array(PastRow),
  waiting: z.array(PastRow),
  workers: z.array(PastWorker),
  queues: z.array(PastQueue),
}) satisfies z.ZodType<View>;
