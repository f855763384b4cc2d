import type Database from 'better-sqlite3';
import type { Count, TaskFacets, TaskPage } from '@/lib/api/views';
import type { TaskQuery } from '@/lib/query/task-query';
import type { Budget } from './budget';
import type { DictionaryReader } from './dictionary-reader';
import { FacetCounter } from './facets';
import type { StatementCache } from './statement-cache';
import { TaskCounter } from './task-count';
import { TaskLister, type ListedIds } from './task-list';
import { TaskPlanner, type TaskPlan } from './task-plan';
import type { TaskRowReader } from './task-rows';

/** A count that is asked for by itself may take its time. */
const COUNT_MS = 2_000;

export interface TaskPagesParts {
  readonly db: Database.Database;
  readonly statements: StatementCache;
  readonly dictionary: DictionaryReader;
  readonly rows: TaskRowReader;
  readonly budget: Budget;
  /** How long a page may wait for its count; what is found by then is shown as "at least". */
  readonly countBudgetMs: number;
}

/** Answers what a query finds: its pages, its count, the names among its matches. */
export class TaskPages {
  private readonly planner: TaskPlanner;
  private readonly lister: TaskLister;
  private readonly counter: TaskCounter;
  private readonly facetCounter: FacetCounter;

  constructor(private readonly parts: TaskPagesParts) {
    const { db, statements, dictionary, budget } = parts;
    this.planner = new TaskPlanner(statements, dictionary);
    this.lister = new TaskLister(statements, dictionary, () => this.total(), budget);
    this.counter = new TaskCounter(db, statements, budget);
    this.facetCounter = new FacetCounter(statements, dictionary, this.planner);
  }

  /** All stored tasks. */
  total(): number {
    return this.planner.total();
  }

  page(query: TaskQuery, now: number): TaskPage {
    const plan = this.planOf(query, now);
    const { ids, nextCursor, ...found } = this.lister.page(plan, query);
    const count = found.count ?? this.countOf(plan, query, ids.length, nextCursor);
    const tasks = this.parts.rows.rowsOf(ids);
    return found.since === null
      ? { tasks, nextCursor, count }
      : { tasks, nextCursor, count, searchedSince: found.since };
  }

  count(query: TaskQuery, now: number): Count {
    return this.counter.count(this.planOf(query, now), COUNT_MS);
  }

  facets(query: TaskQuery, now: number): TaskFacets {
    return this.facetCounter.facets(this.planner.filterOf(query, now), query, now);
  }

  uuids(query: TaskQuery, limit: number, now: number): readonly string[] {
    const newestFirst = { sort: { field: 'updated', descending: true }, limit, cursor: null } as const;
    const { ids } = this.lister.page(this.planOf(query, now), newestFirst);
    return this.parts.rows.uuidsOf(ids);
  }

  /** Pages of the query, of any size, all by one plan. */
  pagesOf(query: TaskQuery, now: number): (limit: number, cursor: string | null) => ListedIds {
    const plan = this.planOf(query, now);
    return (limit, cursor) => this.lister.page(plan, { ...query, limit, cursor });
  }

  private planOf(query: TaskQuery, now: number): TaskPlan {
    return this.planner.plan(this.planner.filterOf(query, now), query, now);
  }

  // A first page that is not full has shown everything there is.
  private countOf(plan: TaskPlan, query: TaskQuery, shown: number, nextCursor: string | null): Count {
    if (query.cursor === null && nextCursor === null) return { value: shown, exact: true };
    const count = this.counter.count(plan, this.parts.countBudgetMs);
    // A count that ran out of time still knows of the rows that are shown.
    return { ...count, value: Math.max(count.value, shown) };
  }
}
