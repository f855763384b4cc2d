import { anyOf, raw, sql, type Fragment } from '../sql/fragment';
import type { Dialect } from '../sql/filter-to-sql';
import { encodeTaskId, uuidRange } from '../sql/task-id';

const WAIT_FROM = 'iif(t.retries > 0, t.received, coalesce(t.sent, t.received))';

/** Filters over `task t` and, where `searchesTexts` says so, `payload p`. */
export const SQLITE: Dialect = {
  isLive: raw('t.live = 1'),
  isNotLive: raw('t.live = 0'),
  // The later of both begins the wait: so written, each is looked at once.
  waitSeconds: `max(0.0, min(t.started - ${WAIT_FROM}, ifnull(t.started - t.eta, 9e99)))`,
  texts: { args: 'p.args', kwargs: 'p.kwargs', result: 'p.result', exception: 'p.exception' },
  like: (column, pattern) => sql`${raw(column)} LIKE ${pattern} ESCAPE '\\'`,
  isOneOf,
  ids: {
    beginsWith(prefix) {
      const range = uuidRange(prefix);
      const texts = sql`u.uid >= ${prefix} AND u.uid < ${`${prefix}\u{10FFFF}`}`;
      const begins = range === null ? texts : anyOf([sql`u.uid BETWEEN ${range.first} AND ${range.last}`, texts]);
      // Found once, so that a search through texts needs no other row of a task than that of its texts.
      return sql`t.id IN (SELECT u.id FROM task u WHERE (u.id & 4095 <> 0 OR go_on()) AND (${begins}))`;
    },
    // `task_id()` is defined on the reader's connection: the id as text.
    like: (column, pattern) => sql`task_id(${raw(`t.${column}`)}) LIKE ${pattern} ESCAPE '\\'`,
    is: (column, id) => sql`${raw(`t.${column}`)} = ${encodeTaskId(id)}`,
    isOther: (column) => raw(`t.${column} > 0`),
    isItself: (column) => raw(`t.${column} = 0`),
  },
};

/** Long lists as JSON, so that the number of bound values stays small. */
export function isOneOf(column: string, ids: readonly number[]): Fragment {
  if (ids.length === 0) return raw('FALSE');
  if (ids.length === 1) return sql`${raw(column)} = ${ids[0] ?? null}`;
  if (ids.length > 200) return sql`${raw(column)} IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`;
  return { text: `${column} IN (${ids.map(() => '?').join(', ')})`, values: ids };
}
