import { raw, sql, type Fragment } from './fragment';
import type { StatementCache } from './statement-cache';

/** Columns of `task` that have an index of their own, to walk along. */
export type WalkColumn = 'updated' | 'runtime' | 'received';

/** The value of the row that lies `rows` beyond a value, in the order of the column; null when there are fewer left. */
export function valueBeyond(
  statements: StatementCache,
  column: WalkColumn,
  start: number | null,
  rows: number,
  descending: boolean,
): number | null {
  const of = raw(column);
  const from = start === null ? raw('1') : sql`${of} ${raw(descending ? '<=' : '>=')} ${start}`;
  const direction = raw(descending ? 'DESC' : 'ASC');
  const query = sql`SELECT ${of} AS value FROM task INDEXED BY task_${of} WHERE ${of} IS NOT NULL AND ${from} ORDER BY ${of} ${direction} LIMIT 1 OFFSET ${rows}`;
  return statements.query<{ value: number }>(query).get()?.value ?? null;
}

/** Rows up to and with that value, in the order of the column. */
export function upTo(column: WalkColumn, value: number, descending: boolean): Fragment {
  return sql`t.${raw(column)} ${raw(descending ? '>=' : '<=')} ${value}`;
}

/** How many rows meet a condition on one indexed column; counts no further than `limit`. */
export function rowsWhere(statements: StatementCache, column: WalkColumn, condition: Fragment, limit: number): number {
  const query = sql`SELECT count(*) AS found FROM (SELECT 1 FROM task t INDEXED BY task_${raw(column)} WHERE ${condition} LIMIT ${limit})`;
  return statements.query<{ found: number }>(query).get()?.found ?? 0;
}
