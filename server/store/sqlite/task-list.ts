import type { TaskQuery, TaskSort } from '@/lib/query/task-query';
import { decodeCursor, encodeCursor, type Position } from './cursor';
import type { DictionaryReader } from './dictionary-reader';
import { raw, sql, type Fragment } from './fragment';
import { SUCCESS_ID, type DictKind } from './schema';
import type { StatementCache } from './statement-cache';
import { timeBeyond, upTo } from './task-segment';
import type { Access, TaskPlan } from './task-plan';

const TIME_COLUMNS: Readonly<Record<string, string>> = {
  received: 't.received',
  sent: 't.sent',
  started: 't.started',
  runtime: 't.runtime',
};
const NAME_SORTS: Readonly<Record<string, DictKind>> = {
  name: 'name',
  state: 'state',
  worker: 'worker',
  queue: 'queue',
};

const WALKED_ROWS = 20_000;

interface Hit {
  readonly id: number;
  readonly value: number | null;
}
export interface ListedIds {
  readonly ids: readonly number[];
  readonly nextCursor: string | null;
}

/** Finds the rows of one page, in order, by keyset: a page costs the same wherever it stands. */
export class TaskLister {
  constructor(
    private readonly statements: StatementCache,
    private readonly dictionary: DictionaryReader,
  ) {}

  page(plan: TaskPlan, query: Pick<TaskQuery, 'sort' | 'limit' | 'cursor'>): ListedIds {
    const order = `${query.sort.descending ? '-' : ''}${query.sort.field}`;
    const after = query.cursor === null ? null : decodeCursor(order, query.cursor);
    const found = this.find(plan, query.sort, after, query.limit + 1);
    const shown = found.slice(0, query.limit);
    const last = shown.at(-1);
    const nextCursor = found.length > query.limit && last !== undefined ? encodeCursor(order, last) : null;
    return { ids: shown.map(({ id }) => id), nextCursor };
  }

  private find(plan: TaskPlan, sort: TaskSort, after: Position | null, limit: number): readonly Position[] {
    const kind = NAME_SORTS[sort.field];
    if (kind !== undefined) return this.findByName(plan, kind, sort.descending, after, limit);
    const column = TIME_COLUMNS[sort.field];
    const hits =
      column === undefined
        ? this.findByUpdate(plan, sort.descending, after, limit)
        : this.findByTime(plan, column, sort.descending, after, limit);
    return hits.map(({ id, value }) => ({ id, value, name: null }));
  }

  private findByUpdate(plan: TaskPlan, descending: boolean, after: Position | null, limit: number): readonly Hit[] {
    const direction = raw(descending ? 'DESC' : 'ASC');
    const keyset = after === null ? raw('1') : afterUpdate(descending, after);
    const order = sql`t.updated ${direction}, t.id ${direction}`;
    if (plan.access.kind === 'walk') return this.walk(plan, descending, after, limit, keyset, order);
    if (plan.access.kind !== 'seek') return this.run(plan, plan.access, keyset, 't.updated', order, limit);
    const all = plan.access.ids.flatMap((id) =>
      this.run(plan, seekOf(plan.access, id), keyset, 't.updated', order, limit),
    );
    const sign = descending ? -1 : 1;
    return all.toSorted((a, b) => sign * ((a.value ?? 0) - (b.value ?? 0) || a.id - b.id)).slice(0, limit);
  }

  // Most pages are full after a short walk. Where matches are rare, sweeping the tables costs half of walking on.
  private walk(
    plan: TaskPlan,
    descending: boolean,
    after: Position | null,
    limit: number,
    keyset: Fragment,
    order: Fragment,
  ): readonly Hit[] {
    const [near, far] = descending ? [plan.to, plan.from] : [plan.from, plan.to];
    const edge = timeBeyond(this.statements, after?.value ?? near, WALKED_ROWS, descending);
    const beyondFar = edge === null || (far !== null && (descending ? edge <= far : edge >= far));
    const within = beyondFar ? keyset : sql`${keyset} AND ${upTo(edge, descending)}`;
    const walked = this.run(plan, { kind: 'walk' }, within, 't.updated', order, limit);
    return beyondFar || walked.length >= limit
      ? walked
      : this.run(plan, { kind: 'sweep' }, keyset, 't.updated', order, limit);
  }

  private findByTime(
    plan: TaskPlan,
    column: string,
    descending: boolean,
    after: Position | null,
    limit: number,
  ): readonly Hit[] {
    const direction = raw(descending ? 'DESC' : 'ASC');
    const keyset = after === null ? raw('1') : afterTime(column, descending, after);
    const access: Access = plan.access.kind === 'walk' && plan.from === null ? { kind: 'sweep' } : plan.access;
    return this.run(plan, access, keyset, column, sql`${raw(column)} ${direction} NULLS LAST, t.id DESC`, limit);
  }

  // One name after the other in the order of their values, each newest first, until the page is full.
  private findByName(
    plan: TaskPlan,
    kind: DictKind,
    descending: boolean,
    after: Position | null,
    limit: number,
  ): readonly Position[] {
    const names = this.dictionary.sorted(kind);
    const ordered: { id: number | null; value: string | null }[] = descending ? [...names].reverse() : [...names];
    ordered.push({ id: null, value: null });
    const start = after === null ? 0 : ordered.findIndex(({ value }) => value === after.name);
    const found: Position[] = [];
    for (const { id, value } of ordered.slice(Math.max(0, start))) {
      if (found.length >= limit) break;
      if (id !== null && this.dictionary.tasks([id]) === 0) continue;
      const keyset = after !== null && value === after.name ? afterUpdate(true, after) : raw('1');
      const access = nameAccess(plan.access, kind, id);
      const condition = id === null ? raw(`t.${kind} IS NULL`) : sql`t.${raw(kind)} = ${id}`;
      const hits = this.run(
        plan,
        access,
        sql`${condition} AND ${keyset}`,
        't.updated',
        raw('t.updated DESC, t.id DESC'),
        limit - found.length,
      );
      found.push(...hits.map((hit) => ({ id: hit.id, value: hit.value, name: value })));
    }
    return found;
  }

  private run(
    plan: TaskPlan,
    access: Access,
    keyset: Fragment,
    value: string,
    order: Fragment,
    limit: number,
  ): readonly Hit[] {
    const query = sql`SELECT t.id AS id, ${raw(value)} AS value FROM ${sourceOf(plan, access)} AND (${keyset}) ORDER BY ${order} LIMIT ${limit}`;
    return this.statements.query<Hit>(query).all();
  }
}

/** `task t … WHERE condition`: to be continued with more conditions, order and limit. */
export function sourceOf(plan: TaskPlan, access: Access): Fragment {
  const payload = raw(plan.usesPayload ? ' CROSS JOIN payload p ON p.id = t.id' : '');
  switch (access.kind) {
    case 'walk':
      return sql`task t INDEXED BY task_updated${payload} WHERE (${plan.where})`;
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

function seekOf(access: Access, id: number): Access {
  return access.kind === 'seek' ? { ...access, ids: [id] } : access;
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

function nameAccess(access: Access, kind: DictKind, id: number | null): Access {
  if (access.kind === 'gather') return access;
  if (kind === 'state')
    return id === SUCCESS_ID || id === null ? { kind: 'walk' } : { kind: 'seek', column: 'state', ids: [id] };
  const condition = id === null ? raw(`t.${kind} IS NULL`) : sql`t.${raw(kind)} = ${id}`;
  return { kind: 'gather', index: `task_${kind}`, condition };
}

function afterUpdate(descending: boolean, { value, id }: Position): Fragment {
  const at = value ?? 0;
  return descending
    ? sql`t.updated <= ${at} AND (t.updated < ${at} OR t.id < ${id})`
    : sql`t.updated >= ${at} AND (t.updated > ${at} OR t.id > ${id})`;
}

function afterTime(column: string, descending: boolean, { value, id }: Position): Fragment {
  const of = raw(column);
  if (value === null) return sql`${of} IS NULL AND t.id < ${id}`;
  const beyond = descending ? sql`${of} < ${value}` : sql`${of} > ${value}`;
  return sql`${beyond} OR ${of} IS NULL OR (${of} = ${value} AND t.id < ${id})`;
}
