import { raw, sql, type Fragment } from './fragment';
import { SUCCESS_ID } from './schema';
import type { Access, TaskPlan } from './task-plan';

/** `task t … WHERE condition`: to be continued with more conditions, order and limit. */
export function sourceOf(plan: TaskPlan, access: Access): Fragment {
  const payload = raw(plan.usesPayload ? ' CROSS JOIN payload p ON p.id = t.id' : '');
  switch (access.kind) {
    case 'walk':
      return sql`task t INDEXED BY task_${raw(access.column)}${payload} WHERE (${plan.where})`;
    case 'sweep':
      return plan.usesPayload
        ? sql`payload p CROSS JOIN task t ON t.id = p.id WHERE (${plan.where})`
        : sql`task t NOT INDEXED WHERE (${plan.where})`;
    case 'gather':
      return sql`task t ${raw(access.index === '' ? '' : `INDEXED BY ${access.index}`)}${payload} WHERE ${access.condition} AND (${plan.where})`;
    case 'seek':
      return sql`task t INDEXED BY task_${raw(access.column)}${payload} WHERE ${seekCondition(access.column, access.ids)} AND (${plan.where})`;
  }
}

// The terms after the first repeat the condition of the partial indexes, without which SQLite may not use them.
function seekCondition(column: string, ids: readonly number[]): Fragment {
  const names = {
    text: ids.length === 1 ? `t.${column} = ?` : `t.${column} IN (${ids.map(() => '?').join(', ')})`,
    values: ids,
  };
  if (column === 'state') return sql`${names} AND t.state <> ${raw(String(SUCCESS_ID))}`;
  return column === 'exception' ? sql`${names} AND t.exception IS NOT NULL` : names;
}
