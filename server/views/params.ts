import { z } from 'zod';
import { parseTaskQuery } from '@/lib/query/parse-task-query';
import type { TaskQuery } from '@/lib/query/task-query';
import { ViewFault } from './view';

/** Names of workers, queues and tasks are anything a user may have chosen; only their length has a bound. */
export const EntityName = z.string().min(1).max(1024);
export const PeriodParam = z.enum(['15m', '1h', '6h', '24h']).default('1h');
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
