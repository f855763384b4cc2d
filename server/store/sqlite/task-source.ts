import { raw, sql, type Fragment } from '../sql/fragment';
import { SUCCESS_ID } from '../sql/kinds';
import type { StatementCache } from './statement-cache';
import type { Hit, Order } from './task-order';
import type { Access } from './task-access';
import type { TaskPlan } from './task-plan';
import { inWalk } from './task-segment';

// Asked first and of one row in some thousand: what takes long can be given up (`go_on` throws).
const GO_ON = raw('(t.id & 4095 <> 0 OR go_on())');
const GO_ON_BY_PAYLOAD = raw('(p.id & 4095 <> 0 OR go_on())');

/** `task t … WHERE condition`: to be continued with more conditions, order and limit. */
export function sourceOf(plan: TaskPlan, access: Access): Fragment {
  const payload = raw(plan.usesPayload ? ' CROSS JOIN payload p ON p.id = t.id' : '');
  switch (access.kind) {
    case 'walk':
      return sql`task t INDEXED BY task_${raw(access.column)}${payload} WHERE ${GO_ON} AND ${inWalk(access.column)} AND (${plan.where})`;
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

/** Rows of a number, a key and a time of change, with the key as the order has it in memory. */
export function readHits(statements: StatementCache, query: Fragment, order: Pick<Order, 'decode'>): Hit[] {
  const rows = statements.query<readonly [id: number, key: unknown, updated: number]>(query).arrays();
  return rows.map(([id, key, updated]) => [id, order.decode(key), updated]);
}

/** The first rows of a plan in an order. */
export function runPlan(
  statements: StatementCache,
  plan: TaskPlan,
  access: Access,
  order: Pick<Order, 'key' | 'decode' | 'by'>,
  { condition, limit }: { readonly condition: Fragment; readonly limit: number },
): Hit[] {
  const query = sql`SELECT t.id, ${order.key}, t.updated FROM ${sourceOf(plan, access)} AND (${condition}) ORDER BY ${order.by} LIMIT ${limit}`;
  return readHits(statements, query, order);
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
