import { raw, sql, type Fragment } from './fragment';
import { SUCCESS_ID } from './schema';
import type { Access, TaskPlan } from './task-plan';

// Asked first and of one row in some thousand: what takes long can be given up (`go_on` throws).
const GO_ON = raw('(t.id & 4095 <> 0 OR go_on())');
const GO_ON_BY_PAYLOAD = raw('(p.id & 4095 <> 0 OR go_on())');

/** `task t … WHERE condition`: to be continued with more conditions, order and limit. */
export function sourceOf(plan: TaskPlan, access: Access): Fragment {
  const payload = raw(plan.usesPayload ? ' CROSS JOIN payload p ON p.id = t.id' : '');
  switch (access.kind) {
    case 'walk':
      return sql`task t INDEXED BY task_${raw(access.column)}${payload} WHERE ${GO_ON} AND (${plan.where})`;
    case 'sweep':
      return plan.usesPayload
        ? sql`payload p CROSS JOIN task t ON t.id = p.id WHERE ${GO_ON_BY_PAYLOAD} AND (${plan.where})`
        : sql`task t NOT INDEXED WHERE ${GO_ON} AND (${plan.where})`;
    case 'gather':
      return sql`task t ${raw(access.index === '' ? '' : `INDEXED BY ${access.index}`)}${payload} WHERE ${GO_ON} AND ${access.condition} AND (${plan.where})`;
    case 'seek':
      return sql`task t INDEXED BY task_${raw(access.column)}${payload} WHERE ${GO_ON} AND ${seekCondition(access.column, access.ids)} AND (${plan.where})`;
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
