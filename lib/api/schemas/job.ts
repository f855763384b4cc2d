import { z } from 'zod';
import {
  ITEM_OUTCOMES,
  JOB_ACTIONS,
  JOB_STATES,
  type Job as JobType,
  type JobItemsView as Items,
  type JobsView as Jobs,
} from '../../jobs/job';
import { numeric, text } from './scalars';

const JobScope = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('named') }),
  z.object({ kind: z.literal('filter'), q: z.string(), from: numeric, to: z.number() }),
]);

export const Job = z.object({
  id: z.string(),
  action: z.enum(JOB_ACTIONS),
  state: z.enum(JOB_STATES),
  note: z.object({ code: z.string(), text: z.string() }).nullable(),
  scope: JobScope,
  terminate: z.boolean(),
  signal: z.string(),
  queue: text,
  countdown: numeric,
  ratePerSecond: z.number(),
  reason: text,
  actor: z.string(),
  address: z.string(),
  createdAt: z.number(),
  changedAt: z.number(),
  endedAt: numeric,
  total: z.number(),
  claimed: z.number(),
  settled: z.number(),
  counts: z.object({ done: z.number(), skipped: z.number(), failed: z.number(), unsure: z.number() }),
  reasons: z.array(
    z.object({
      outcome: z.enum(['skipped', 'failed', 'unsure']),
      code: z.string(),
      detail: z.string(),
      count: z.number(),
    }),
  ),
  answers: z.array(z.object({ from: z.string(), ok: z.number(), error: z.number(), 'no-reply': z.number(), text })),
}) satisfies z.ZodType<JobType>;

export const JobsView = z.object({ jobs: z.array(Job), nextCursor: text }) satisfies z.ZodType<Jobs>;

export const JobItemsView = z.object({
  items: z.array(
    z.object({
      n: z.number(),
      uuid: z.string(),
      outcome: z.enum(ITEM_OUTCOMES).nullable(),
      code: text,
      detail: text,
      newUuid: text,
      at: numeric,
    }),
  ),
  nextCursor: text,
}) satisfies z.ZodType<Items>;

/** What a job would be for, with nothing sent or kept. */
export const JobDryRun = z.object({
  dryRun: z.literal(true),
  /** The filter's ends as they are now; give them back so that the job is for the same. */
  scope: JobScope,
  total: z.number(),
  eligible: z.number(),
  /** Of those that take part, how many run now. */
  running: z.number(),
  refused: z.array(z.object({ reason: z.string(), count: z.number() })),
  limit: z.number(),
});
