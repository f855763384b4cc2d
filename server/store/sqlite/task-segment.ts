import { raw, sql, type Fragment } from '../sql/fragment';
import { RUNTIME_INDEXED_FROM } from '../sql/kinds';
import type { StatementCache } from './statement-cache';

/** Columns of `task` that have an index of their own, to walk along. */
export type WalkColumn = 'updated' | 'runtime';

/** Said as likely, so that SQLite does not begin there when a later run time is asked for as well. */
export const IN_RUNTIME_INDEX = `likely(t.runtime >= ${RUNTIME_INDEXED_FROM})`;

/** What a row must have to be in the index, said so that SQLite can tell. */
export function inWalk(column: WalkColumn): Fragment {
  return raw(column === 'runtime' ? IN_RUNTIME_INDEX : 't.updated IS NOT NULL');
}

/** The value of the row that lies `rows` beyond a value, in the order of the column; null when there are fewer left. */
export function valueBeyond(
  statements: StatementCache,
  column: WalkColumn,
  start: number | null,
  rows: number,
  descending: boolean,
): number | null {
  const of = raw(`t.${column}`);
  const from = start === null ? raw('1') : sql`${of} ${raw(descending ? '<=' : '>=')} ${start}`;
  const direction = raw(descending ? 'DESC' : 'ASC');
  const query = sql`SELECT ${of} AS value FROM task t INDEXED BY task_${raw(column)} WHERE ${inWalk(column)} AND ${from} ORDER BY ${of} ${direction} LIMIT 1 OFFSET ${rows}`;
  return statements.query<{ value: number }>(query).get()?.value ?? null;
}

/** Rows up to and with that value, in the order of the column. */
export function upTo(column: WalkColumn, value: number, descending: boolean): Fragment {
  return sql`t.${raw(column)} ${raw(descending ? '>=' : '<=')} ${value}`;
}

/** How many rows of an index meet a condition on what it holds; counts no further than `limit`. */
export function rowsIn(statements: StatementCache, index: string, condition: Fragment, limit: number): number {
  const query = sql`SELECT count(*) AS found FROM (SELECT 1 FROM task t INDEXED BY ${raw(index)} WHERE ${condition} LIMIT ${limit})`;
  return statements.query<{ found: number }>(query).get()?.found ?? 0;
}
