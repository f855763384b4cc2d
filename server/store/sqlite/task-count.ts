import type { Count } from '@/lib/api/views';
import { raw, sql } from './fragment';
import type { StatementCache } from './statement-cache';
import { sourceOf } from './task-source';
import { valueBeyond } from './task-segment';
import type { TaskPlan } from './task-plan';

export const EXACT_UP_TO = 50_000;
const SEGMENT_ROWS = 10_000;

/**
 * Counts the matches: exactly up to 50,000, or as far as the names' own counts tell. A count that takes longer than
 * `budgetMs` stops with what it has found, marked as not exact.
 */
export function countTasks(statements: StatementCache, plan: TaskPlan, budgetMs: number): Count {
  if (plan.known !== null) return { value: plan.known, exact: true };
  if (plan.access.kind !== 'walk') {
    const value = countUpTo(statements, plan, raw('1'), EXACT_UP_TO + 1);
    return capped(value);
  }
  const deadline = performance.now() + budgetMs;
  let value = 0;
  let below = plan.to;
  for (let bounded = raw('1'); ;) {
    const start = valueBeyond(statements, 'updated', below, SEGMENT_ROWS, true);
    const last = start === null || (plan.from !== null && start <= plan.from);
    // The row at the edge belongs to the next segment.
    const segment = last ? bounded : sql`${bounded} AND t.updated > ${start}`;
    value += countUpTo(statements, plan, segment, EXACT_UP_TO + 1 - value);
    if (last || value > EXACT_UP_TO) return capped(value);
    if (performance.now() > deadline) return { value, exact: false };
    below = start;
    bounded = sql`t.updated <= ${start}`;
  }
}

function capped(value: number): Count {
  return value > EXACT_UP_TO ? { value: EXACT_UP_TO, exact: false } : { value, exact: true };
}

function countUpTo(
  statements: StatementCache,
  plan: TaskPlan,
  condition: ReturnType<typeof raw>,
  limit: number,
): number {
  const query = sql`SELECT count(*) AS found FROM (SELECT 1 FROM ${sourceOf(plan, plan.access)} AND (${condition}) LIMIT ${limit})`;
  return statements.query<{ found: number }>(query).get()?.found ?? 0;
}
