import type Database from 'better-sqlite3';
import type { Count } from '@/lib/api/views';
import type { Budget } from './budget';
import { capped, EXACT_UP_TO } from '../sql/counts';
import { sql } from '../sql/fragment';
import type { StatementCache } from './statement-cache';
import { sourceOf } from './task-source';
import type { TaskPlan } from './task-plan';

/** Counts matches: exactly up to 50,000, or as far as the names' own counts tell. */
export class TaskCounter {
  /** What was counted before time was up. */
  private counted = 0;

  constructor(
    db: Database.Database,
    private readonly statements: StatementCache,
    private readonly budget: Budget,
  ) {
    db.function('counted', () => (this.counted += 1));
  }

  /** A count that takes longer than `ms` stops with what it has found, marked as not exact. */
  count(plan: TaskPlan, ms: number): Count {
    if (plan.known !== null) return plan.known;
    this.counted = 0;
    // The last value is used, else SQLite would not ask for it.
    const query = sql`SELECT max(one) AS found FROM (SELECT counted() AS one FROM ${sourceOf(plan, plan.access)} LIMIT ${EXACT_UP_TO + 1})`;
    const isDone = this.budget.within(ms, () => this.statements.query(query).get()) !== null;
    return capped(this.counted, isDone);
  }
}
