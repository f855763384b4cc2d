import { foldCase } from '@/lib/query/text-pattern';
import { anyOf, raw, sql, type Fragment } from '../sql/fragment';
import type { Dialect } from '../sql/filter-to-sql';
import { uuidRange } from '../sql/task-id';
import { LIVE_DAY } from './schema';

const WAIT_FROM = 'CASE WHEN t.retries > 0 THEN t.received ELSE coalesce(t.sent, t.received) END';
const WAIT = `(t.started - CASE WHEN t.eta > ${WAIT_FROM} THEN t.eta ELSE ${WAIT_FROM} END)`;
const CANONICAL = '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';

/** Filters over `task t`. */
export const POSTGRES: Dialect = {
  isLive: raw(`t.day = ${LIVE_DAY}`),
  isNotLive: raw(`t.day > ${LIVE_DAY}`),
  waitSeconds: `CASE WHEN ${WAIT} < 0 THEN 0 ELSE ${WAIT} END`,
  texts: { args: 't.args', kwargs: 't.kwargs', result: 't.result', exception: 't.error' },
  like,
  isOneOf(column, ids) {
    if (ids.length === 0) return raw('FALSE');
    return raw(ids.length === 1 ? `${column} = ${ids[0] ?? 0}` : `${column} IN (${ids.join(', ')})`);
  },
  ids: {
    beginsWith(prefix) {
      const lower = uuidRange(prefix) === null ? prefix : prefix.toLowerCase();
      if (lower === prefix) return begins(prefix);
      return anyOf([begins(prefix), sql`${begins(lower)} AND t.uid ~ ${CANONICAL}`]);
    },
    like: (column, pattern) => like(`t.${column}`, pattern),
    is: (column, id) => sql`${raw(`t.${column}`)} = ${id}`,
    isOther: (column) => raw(`t.${column} <> ''`),
    isItself: (column) => raw(`t.${column} = ''`),
  },
};

// The columns compare by their bytes, so that only A to Z have another case. ILIKE would fold the pattern for each row.
function like(column: string, pattern: string): Fragment {
  return /[a-z]/i.test(pattern)
    ? sql`lower(${raw(column)}) LIKE ${foldCase(pattern)}`
    : sql`${raw(column)} LIKE ${pattern}`;
}

function begins(prefix: string): Fragment {
  return sql`t.uid >= ${prefix} AND t.uid < ${`${prefix}\u{10FFFF}`}`;
}
