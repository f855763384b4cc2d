import { raw, sql, type Fragment } from './fragment';
import type { StatementCache } from './statement-cache';

/** The update time of the row that lies `rows` beyond a time, in index order; null when there are fewer left. */
export function timeBeyond(
  statements: StatementCache,
  start: number | null,
  rows: number,
  descending: boolean,
): number | null {
  const from = start === null ? raw('1') : sql`updated ${raw(descending ? '<=' : '>=')} ${start}`;
  const direction = raw(descending ? 'DESC' : 'ASC');
  const query = sql`SELECT updated FROM task INDEXED BY task_updated WHERE ${from} ORDER BY updated ${direction} LIMIT 1 OFFSET ${rows}`;
  return statements.query<{ updated: number }>(query).get()?.updated ?? null;
}

/** Rows up to and with that time, in index order. */
export function upTo(time: number, descending: boolean): Fragment {
  return sql`t.updated ${raw(descending ? '>=' : '<=')} ${time}`;
}
