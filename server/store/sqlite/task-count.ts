import type { Count } from '@/lib/api/views';
import { raw, sql } from './fragment';
import type { StatementCache } from './statement-cache';
import { sourceOf } from './task-list';
import type { TaskPlan } from './task-plan';

export const EXACT_UP_TO = 50_000;
const SEGMENT_ROWS = 50_000;

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
  let below: number | null = null;
  for (;;) {
    const start: number | null = segmentStart(statements, below);
    const upper = below === null ? raw('1') : sql`t.updated < ${below}`;
    const segment = start === null ? upper : sql`${upper} AND t.updated >= ${start}`;
    value += countUpTo(statements, plan, segment, EXACT_UP_TO + 1 - value);
    if (start === null || value > EXACT_UP_TO) return capped(value);
    if (performance.now() > deadline) return { value, exact: false };
    below = start;
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

// The time some ten thousand rows further back; null when there are fewer left.
function segmentStart(statements: StatementCache, below: number | null): number | null {
  const query = sql`SELECT updated FROM task INDEXED BY task_updated WHERE updated < ${below ?? 9e15} ORDER BY updated DESC LIMIT 1 OFFSET ${SEGMENT_ROWS}`;
  return statements.query<{ updated: number }>(query).get()?.updated ?? null;
}
