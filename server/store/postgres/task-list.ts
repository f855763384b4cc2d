import type { Count } from '@/lib/api/views';
import { EMPTY_FILTER, type Filter } from '@/lib/query/filter';
import { parseFilter } from '@/lib/query/parse-filter';
import type { TaskQuery } from '@/lib/query/task-query';
import { StoreError } from '../store';
import { searchesTexts } from '@/lib/query/searches-texts';
import { taskCursors } from '../sql/cursor';
import { capped, EXACT_UP_TO } from '../sql/counts';
import { FilterTranslator } from '../sql/filter-to-sql';
import { allOf, raw, sql, type Fragment } from '../sql/fragment';

import type { Answering } from './answering';
import { gathered, hitsAfter } from './gathered';
import { searched, sortedByTime } from './task-windows';
import { POSTGRES } from './dialect';
import { orderOf, WITHIN_NAME, type Hit, type Order, type Place } from './task-order';

/** Names that are looked through in one statement: the first few are enough for most pages. */
const NAMES_A_STEP = [4, 50, 500];
/** So few rows are read and sorted sooner than names are gone through; of so small a part most names have none. */
const FEW_TO_SORT = 2_000;
const MOST_OF = 2;
/** Greater than any id. */
const AFTER_ALL_IDS = '\u{10FFFF}';

export interface TaskPlan {
  readonly where: Fragment;
  /** Whether rows must be looked into one by one. */
  readonly searchesTexts: boolean;
  /** How many tasks are stored. */
  readonly total: number;
  /** How many stored tasks match, where the counts of names tell it without a scan; else null. */
  readonly known: number | null;
}

/** Reads the query's filter. A filter that can't be read is refused; `parseTaskQuery` tells the caller where. */
export function filterOf({ q }: Pick<TaskQuery, 'q'>, now: number): Filter {
  if (q === '') return EMPTY_FILTER;
  const parsed = parseFilter(q, now);
  if (!parsed.ok) throw new StoreError('bad_filter', parsed.message);
  return parsed.filter;
}

export async function planOf(
  { session, names, now }: Answering,
  filter: Filter,
  query: Pick<TaskQuery, 'from' | 'to'>,
): Promise<TaskPlan> {
  const translator = new FilterTranslator(POSTGRES, names, now);
  const parts = filter.kind === 'and' ? filter.parts : [filter];
  const bounds = [
    ...(query.from === null ? [] : [sql`t.updated >= ${query.from}`]),
    ...(query.to === null ? [] : [sql`t.updated <= ${query.to}`]),
  ];
  const where = allOf([...bounds, ...parts.map((part) => translator.condition(part))]);
  const [part] = parts;
  const plan = { where, searchesTexts: searchesTexts(filter), total: await names.total(session) };
  if (bounds.length > 0 || parts.length > 1) return { ...plan, known: null };
  if (part === undefined) return { ...plan, known: plan.total };
  const named = translator.namesOf(part);
  return { ...plan, known: named === null ? null : await names.tasks(session, named.ids) };
}

export interface ListedTasks {
  readonly hits: readonly Hit[];
  readonly nextCursor: string | null;
  /** Set when time was up: only tasks that changed since were looked at. */
  readonly since: number | null;
  /** How many match in all, where the page told. */
  readonly count: number | null;
}

/** Finds the tasks of one page, in order, by keyset: a page costs the same wherever it stands. */
export async function listTasks(
  answering: Answering,
  plan: TaskPlan,
  query: Pick<TaskQuery, 'sort' | 'limit' | 'cursor'>,
): Promise<ListedTasks> {
  const order = orderOf(query.sort);
  const after = query.cursor === null ? null : taskCursors.decode(order.name, query.cursor);
  const few = plan.known === null && !plan.searchesTexts ? await gathered(answering, plan, order) : null;
  const { found, since } =
    few === null
      ? await findHits(answering, plan, order, after, query.limit + 1)
      : { found: after === null ? few : hitsAfter(few, order, after, answering.names), since: null };
  const count = few?.length ?? null;
  const hits = found.slice(0, query.limit);
  const last = hits.at(-1);
  if (found.length <= query.limit || last === undefined) {
    const before = since === null ? null : { value: since, name: null, id: AFTER_ALL_IDS };
    return { hits, nextCursor: before === null ? null : taskCursors.encode(order.name, before), since, count };
  }
  const place =
    order.kind === null
      ? { value: last.key, name: null, id: last.uid }
      : { value: last.updated, name: answering.names.value(last.key), id: last.uid };
  return { hits, nextCursor: taskCursors.encode(order.name, place), since: null, count };
}

async function findHits(
  answering: Answering,
  plan: TaskPlan,
  order: Order,
  after: Place | null,
  limit: number,
): Promise<{ readonly found: readonly Hit[]; readonly since: number | null }> {
  const whole = (found: readonly Hit[]) => ({ found, since: null });
  if (order.by !== null) {
    const { by } = order;
    const where = after === null ? plan.where : allOf([plan.where, by.after(after)]);
    if (order.name === '-updated' && plan.searchesTexts) return searched(answering, where, by.order, after, limit);
    return whole(await sortedByTime(answering, { ...order, by }, where, { after, limit, matches: plan.known }));
  }
  const { known, total } = plan;
  const isMost = known !== null && known > FEW_TO_SORT && known * MOST_OF >= total;
  return whole(await (isMost ? byName : sortedByName)(answering, plan, order, after, limit));
}

// Few, or unknown how many: all that match are read and sorted.
async function sortedByName(
  { session }: Answering,
  plan: TaskPlan,
  order: Order,
  after: Place | null,
  limit: number,
): Promise<readonly Hit[]> {
  const beyond = after === null ? null : afterName(order, after);
  const where = beyond === null ? plan.where : allOf([plan.where, beyond]);
  const { rows } = await session.query<Hit>(
    sql`SELECT t.uid, t.day, ${order.key} AS key, t.updated FROM task t LEFT JOIN dict n ON n.id = ${order.key} WHERE ${where}
        ORDER BY n.value ${raw(order.descending ? 'DESC' : 'ASC')} NULLS LAST, ${WITHIN_NAME.order} LIMIT ${limit}`,
  );
  return rows;
}

function afterName(order: Order, place: Place): Fragment {
  const within = WITHIN_NAME.after(place);
  if (place.name === null) return sql`${order.key} IS NULL AND ${within}`;
  const sign = raw(order.descending ? '<' : '>');
  return sql`n.value ${sign} ${place.name} OR ${order.key} IS NULL OR (n.value = ${place.name} AND ${within})`;
}

// Many: name by name, each by its index, until the page is full.
async function byName(
  { session, names }: Answering,
  plan: TaskPlan,
  order: Order,
  after: Place | null,
  limit: number,
): Promise<readonly Hit[]> {
  const sign = order.descending ? -1 : 1;
  const compared = (name: string): number =>
    after === null ? 1 : after.name === null ? -1 : sign * (name < after.name ? -1 : name > after.name ? 1 : 0);
  const ranked = names.inOrder(order.kind ?? 'name', order.descending);
  const hits: Hit[] = [];
  const select = sql`SELECT t.uid, t.day, ${order.key} AS key, t.updated FROM task t WHERE ${plan.where}`;
  const take = async (condition: Fragment): Promise<void> => {
    const { rows } = await session.query<Hit>(
      sql`${select} AND ${condition} ORDER BY ${WITHIN_NAME.order} LIMIT ${limit - hits.length}`,
    );
    hits.push(...rows);
  };
  const begun = ranked.find(([name]) => compared(name) === 0);
  if (begun !== undefined && after !== null)
    await take(sql`${order.key} = ${raw(String(begun[1]))} AND ${WITHIN_NAME.after(after)}`);
  const following = ranked.filter(([name]) => compared(name) > 0).map(([, id]) => id);
  // A state has an index of its own only where it is named as such.
  if (order.kind === 'state') {
    for (const id of following) if (hits.length < limit) await take(sql`${order.key} = ${raw(String(id))}`);
  } else {
    for (let at = 0, step = 0; at < following.length && hits.length < limit; step += 1) {
      const ids = following.slice(at, at + (NAMES_A_STEP[step] ?? 500));
      at += ids.length;
      const { rows } = await session.query<Hit>(
        sql`SELECT h.uid, h.day, h.key, h.updated FROM unnest(${`{${ids.join(',')}}`}::int4[]) WITH ORDINALITY AS n (id, rank)
            CROSS JOIN LATERAL (${select} AND ${order.key} = n.id ORDER BY ${WITHIN_NAME.order} LIMIT ${limit}) h
            ORDER BY n.rank, h.updated DESC, h.uid DESC LIMIT ${limit - hits.length}`,
      );
      hits.push(...rows);
    }
  }
  if (hits.length < limit)
    await take(
      after?.name === null ? sql`${order.key} IS NULL AND ${WITHIN_NAME.after(after)}` : sql`${order.key} IS NULL`,
    );
  return hits;
}

/** Counts matches: exactly up to 50,000, or as far as the names' own counts tell; null when it takes longer than `ms`. */
export async function countTasks({ session }: Answering, plan: TaskPlan, ms: number): Promise<Count | null> {
  if (plan.known !== null) return { value: plan.known, exact: true };
  const counted = await session.within(ms, () =>
    session.query<{ found: number }>(
      sql`SELECT count(*) AS found FROM (SELECT 1 FROM task t WHERE ${plan.where} LIMIT ${EXACT_UP_TO + 1}) found`,
    ),
  );
  return counted === null ? null : capped(counted.rows[0]?.found ?? 0, true);
}
