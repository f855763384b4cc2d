import type { TaskSortField } from '@/lib/query/task-query';
import type { Access } from './task-access';
import type { TaskPlan } from './task-plan';

/** About what it costs to look at a row: of all rows in their order, of those that an index names, and by run time. */
const MS_A_ROW = 1e-4;
const MS_A_ROW_BY_INDEX = 2e-3;
// In the order of their run times rows lie anywhere.
const MS_A_ROW_BY_RUNTIME = 5e-3;
// What an entry of an index tells by itself.
const MS_AN_ENTRY = 1e-4;

/** What the entries of an index hold (see the schema), so that no row needs to be looked up for it. */
export const HELD_BY_INDEX: Readonly<Record<string, readonly TaskSortField[]>> = {
  task_name: ['updated', 'name', 'queue'],
  task_queue: ['updated', 'name', 'queue'],
  task_state: ['updated', 'state', 'runtime'],
  task_runtime: ['updated', 'name', 'queue', 'worker', 'state', 'runtime'],
};

/** About how long it takes to look at each of so many rows of an index. */
export function indexMs(rows: number): number {
  return MS_A_ROW_BY_INDEX * rows;
}

/** The index that has all that the filter and the order ask for; null where rows must be looked at. */
export function coveringIndex({ index }: TaskPlan, field: TaskSortField): Access | null {
  const name = index?.kind === 'seek' ? `task_${index.column}` : index?.kind === 'gather' ? index.index : '';
  return HELD_BY_INDEX[name]?.includes(field) === true ? index : null;
}

/** About how long it takes to look at every row that a plan allows, for a list in that order. */
export function collectMs(plan: TaskPlan, field: TaskSortField, total: number): number {
  const rows = Math.min(plan.rows, total);
  if (coveringIndex(plan, field) !== null) return MS_AN_ENTRY * rows;
  return Math.min(indexMs(rows), MS_A_ROW * total);
}

/** How many rows can be looked at in the order of their run time meanwhile. */
export function rowsByRuntime({ isInRuntimes }: TaskPlan, ms: number): number {
  return ms / (isInRuntimes ? MS_AN_ENTRY : MS_A_ROW_BY_RUNTIME);
}
