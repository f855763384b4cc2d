import type { TaskQuery, TaskSort } from '@/lib/query/task-query';
import { decodeCursor, encodeCursor, type Position } from './cursor';
import type { DictionaryReader } from './dictionary-reader';
import { allOf, raw, sql, type Fragment } from './fragment';
import { SUCCESS_ID, type DictKind } from './schema';
import type { StatementCache } from './statement-cache';
import { upTo, valueBeyond, type WalkColumn } from './task-segment';
import type { Access, TaskPlan } from './task-plan';
import { sourceOf } from './task-source';

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

const WALKABLE: Readonly<Record<string, WalkColumn | undefined>> = { 't.runtime': 'runtime', 't.received': 'received' };
const NEWEST_FIRST: Access = { kind: 'walk', column: 'updated' };
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
    if (plan.access.kind === 'walk') return this.walk(plan, 'updated', descending, after, limit, keyset, order);
    if (plan.access.kind !== 'seek') return this.run(plan, plan.access, keyset, 't.updated', order, limit);
    const all = plan.access.ids.flatMap((id) =>
      this.run(plan, seekOf(plan.access, id), keyset, 't.updated', order, limit),
    );
    const sign = descending ? -1 : 1;
    return all.toSorted((a, b) => sign * ((a.value ?? 0) - (b.value ?? 0) || a.id - b.id)).slice(0, limit);
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
    const order = sql`${raw(column)} ${direction} NULLS LAST, t.id DESC`;
    if (plan.access.kind !== 'walk' || plan.from !== null)
      return this.run(plan, plan.access, keyset, column, order, limit);
    const walkable = WALKABLE[column];
    const sweep: Access = { kind: 'sweep' };
    return walkable === undefined
      ? this.run(plan, sweep, keyset, column, order, limit)
      : this.walk(plan, walkable, descending, after, limit, keyset, order);
  }

  // Most pages are full after a short walk along the index of their order. Where matches are rare, sweeping the tables
  // costs half of walking on. Rows without the value are in no index: the sweep finds them.
  private walk(
    plan: TaskPlan,
    column: WalkColumn,
    descending: boolean,
    after: Position | null,
    limit: number,
    keyset: Fragment,
    order: Fragment,
  ): readonly Hit[] {
    const value = `t.${column}`;
    const [near, far] = column !== 'updated' ? [null, null] : descending ? [plan.to, plan.from] : [plan.from, plan.to];
    const start = after === null ? near : after.value;
    const amongUnknown = after !== null && after.value === null;
    const edge = amongUnknown ? null : valueBeyond(this.statements, column, start, WALKED_ROWS, descending);
    const isLast = far !== null && edge !== null && (descending ? edge <= far : edge >= far);
    const isAll = column === 'updated' && (edge === null || isLast);
    if (edge !== null || isAll) {
      const within = [
        keyset,
        ...(edge === null ? [] : [upTo(column, edge, descending)]),
        ...(start === null ? [] : [upTo(column, start, !descending)]),
      ];
      const walked = this.run(plan, { kind: 'walk', column }, allOf(within), value, order, limit);
      if (isAll || walked.length >= limit) return walked;
    }
    return this.run(plan, { kind: 'sweep' }, keyset, value, order, limit);
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

function seekOf(access: Access, id: number): Access {
  return access.kind === 'seek' ? { ...access, ids: [id] } : access;
}

function nameAccess(access: Access, kind: DictKind, id: number | null): Access {
  if (access.kind === 'gather') return access;
  if (kind === 'state')
    return id === SUCCESS_ID || id === null ? NEWEST_FIRST : { kind: 'seek', column: 'state', ids: [id] };
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
