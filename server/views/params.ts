import { z } from 'zod';
import type { TimeWindow } from '@/lib/api/views';
import { parseTaskQuery } from '@/lib/query/parse-task-query';
import type { TaskQuery } from '@/lib/query/task-query';
import { ViewFault } from './view';

/** Names of workers, queues and tasks are anything a user may have chosen; only their length has a bound. */
export const EntityName = z.string().min(1).max(1024);
export const PeriodParam = z.enum(['15m', '1h', '6h', '24h', '7d']).default('1h');
const EpochSeconds = z.string().regex(/^\d{1,10}(\.\d{1,6})?$/, 'must be epoch seconds');

/** A period that ends now, or `from` and `to` together. */
export const WindowParams = z.object({
  period: PeriodParam,
  from: EpochSeconds.optional(),
  to: EpochSeconds.optional(),
});

export function toWindow({ period, from, to }: z.infer<typeof WindowParams>): TimeWindow {
  if (from === undefined && to === undefined) return period;
  const [first, last] = [Number(from), Number(to)];
  if (first < last) return { from: first, to: last };
  throw new ViewFault('bad_params', 'from, to: both are needed, and from must be before to.', 400);
}
export const FindingState = z.enum(['open', 'closed', 'all']).default('open');

export const TaskListParams = z.object({
  q: z.string().max(4000).optional(),
  from: z.string().max(100).optional(),
  to: z.string().max(100).optional(),
  sort: z.string().max(100).optional(),
  limit: z.string().max(10).optional(),
  cursor: z.string().max(4000).optional(),
});
export type TaskListParams = z.infer<typeof TaskListParams>;

/** The query that the parameters mean now; a ViewFault names the parameter and, in a filter, the place. */
export function toTaskQuery(params: TaskListParams, now: number): TaskQuery {
  const parsed = parseTaskQuery(params, now);
  if (parsed.ok) return parsed.query;
  const { field, message, from, to, expected } = parsed;
  if (field !== 'q') throw new ViewFault(`bad_${field}`, `${message}.`, 400, { field });
  const place = from === undefined ? '' : ` (at character ${from + 1})`;
  throw new ViewFault('bad_filter', `${message}${place}.`, 400, { field, from, to, expected });
}
