import type { TaskPlan } from './task-plan';

/** About what it costs to look at a row: of all rows in their order, of those that an index names, and by run time. */
const MS_A_ROW = 1e-4;
const MS_A_ROW_BY_INDEX = 2e-3;
// In the order of their run times rows lie anywhere.
const MS_A_ROW_BY_RUNTIME = 5e-3;

/** About how long it takes to look at each of so many rows of an index. */
export function indexMs(rows: number): number {
  return MS_A_ROW_BY_INDEX * rows;
}

/** About how long it takes to look at every row that a plan allows. */
export function collectMs(plan: TaskPlan, total: number): number {
  return Math.min(indexMs(plan.rows), MS_A_ROW * total);
}

/** How many rows can be looked at in the order of their run time meanwhile. */
export function rowsByRuntime(ms: number): number {
  return ms / MS_A_ROW_BY_RUNTIME;
}
