import type { Position } from '../sql/cursor';
import type { DictionaryReader } from './dictionary-reader';
import { allOf, raw, sql, type Fragment } from '../sql/fragment';
import { AHEAD_SECONDS, aheadOf, RUNTIME_INDEXED_FROM, SUCCESS_ID, type DictKind } from '../sql/kinds';
import type { StatementCache } from './statement-cache';
import type { Access } from './task-access';
import { afterUpdate, NAME_SORTS, type Hit, type Order } from './task-order';
import type { TaskPlan } from './task-plan';
import { collectMs, rowsByRuntime } from './task-cost';
import { upTo, valueBeyond, type WalkColumn } from './task-segment';
import { runPlan } from './task-source';

/** Rows looked at before it is weighed whether walking on is worth it, and at most. */
const FIRST_STEP = 4_000;
const MOST_ROWS = 60_000;
const FIRST_BY_RUNTIME = 500;
/** Matches that are read and sorted whatever the order, so that no closer estimate is worth its time. */
const FEW_MATCHES = 30_000;

export interface Wanted {
  readonly plan: TaskPlan;
  readonly order: Order;
  readonly after: Position | null;
  readonly limit: number;
}

/** What is known of the rows that match, by some of them. */
export interface Sample {
  /** How many there are, about. */
  readonly estimate: number;
  /** Some that match, in the order of the list. */
  readonly some: readonly Hit[];
}
export type Walked = { readonly page: readonly Hit[] } | ({ readonly page: null } & Sample);

/** Finds a page along an index of its order, which takes few rows unless matches are rare: then it gives up early. */
export class TaskWalker {
  constructor(
    private readonly statements: StatementCache,
    private readonly dictionary: DictionaryReader,
    private readonly total: () => number,
  ) {}

  walk(wanted: Wanted): Walked {
    const { field, descending } = wanted.order;
    if (field === 'updated') return this.byUpdate(wanted);
    const walked = field in NAME_SORTS || !descending ? null : this.bySort(wanted);
    return walked ?? { page: null, ...this.sample(wanted) };
  }

  /** How many rows have names that stand before that of a hit, which `byName` goes through to get there. */
  rowsBefore({ plan, order, after }: Wanted, kind: DictKind, [, bound]: Hit): number {
    const ranks = this.dictionary.ranks(kind, order.descending);
    const ids: number[] = [];
    for (const { id, rank } of ranks.from(after === null ? -1 : ranks.rankOf(after.name))) {
      if (rank >= (bound ?? 0)) break;
      if (id !== null) ids.push(id);
    }
    const { access } = plan;
    const isSought = access.kind === 'seek' && access.column === kind;
    return this.dictionary.tasks(isSought ? ids.filter((id) => access.ids.includes(id)) : ids);
  }

  /** One name after the other, each newest first. The caller keeps the time: a name may have many rows that don't match. */
  byName({ plan, order, after, limit }: Wanted, kind: DictKind): readonly Hit[] {
    const ranks = this.dictionary.ranks(kind, order.descending);
    const begin = after === null ? -1 : ranks.rankOf(after.name);
    const { access } = plan;
    const wanted = access.kind === 'seek' && access.column === kind ? new Set<number | null>(access.ids) : null;
    const found: Hit[] = [];
    for (const { id, rank } of ranks.from(begin)) {
      if (found.length >= limit) break;
      if (wanted !== null && !wanted.has(id)) continue;
      const keyset = after === null || rank > begin ? raw('1') : afterUpdate(true, after);
      // All have the same rank, so that the index of the name has them in order.
      const ofName = { key: sql`${rank}`, decode: Number, by: raw('t.updated DESC, t.id DESC') };
      const condition = id === null ? raw(`t.${kind} IS NULL`) : sql`t.${raw(kind)} = ${id}`;
      const query = { condition: sql`${condition} AND (${keyset})`, limit: limit - found.length };
      found.push(...runPlan(this.statements, plan, nameAccess(kind, id), ofName, query));
    }
    return found;
  }

  private bySort(wanted: Wanted): Walked | null {
    return wanted.order.field === 'runtime' ? this.byRuntime(wanted) : this.byTime(wanted);
  }

  // By the newest rows.
  private sample({ plan, order, after }: Wanted): Sample {
    if (plan.rows <= FEW_MATCHES) return { estimate: plan.rows, some: [] };
    const edge = this.edge(plan, plan.to, FIRST_STEP, true);
    const keyset = after === null ? raw('1') : order.after(after);
    const some = this.run(plan, order, allOf([keyset, ...within('updated', plan.to, edge, true)]), FIRST_STEP);
    return { estimate: (some.length / FIRST_STEP) * this.rows(plan), some };
  }

  private byUpdate({ plan, order, after, limit }: Wanted): Walked {
    const { descending } = order;
    const keyset = after === null ? raw('1') : order.after(after);
    const near = descending ? plan.to : plan.from;
    let start = after === null ? near : after.value;
    const hits: Hit[] = [];
    let scanned = 0;
    for (let step = FIRST_STEP; ;) {
      const edge = this.edge(plan, start, step, descending);
      const condition = allOf([keyset, ...within('updated', start, edge, descending)]);
      hits.push(...this.run(plan, order, condition, limit - hits.length));
      if (edge === null || hits.length >= limit || isBeyond(plan, edge, descending)) return { page: hits };
      scanned += step;
      const density = hits.length / scanned;
      step = Math.ceil((1.5 * (limit - hits.length)) / density);
      // The rows at the edge come again with the next step.
      while (hits.at(-1)?.[2] === edge) hits.pop();
      if (scanned + step > Math.max(MOST_ROWS, 4 * limit)) {
        return { page: null, estimate: density * this.rows(plan), some: [] };
      }
      start = edge;
    }
  }

  // Newest changes first: what started later than the last of the page can't have changed before that.
  private byTime({ plan, order, after, limit }: Wanted): Walked {
    const keyset = after === null ? raw('1') : sql`(${order.after(after)})`;
    let top = runPlan(
      this.statements,
      plan,
      { kind: 'gather', index: 'task_ahead', condition: raw(`(${aheadOf('t.')})`) },
      order,
      {
        condition: keyset,
        limit,
      },
    );
    const ahead = new Set(top.map(([id]) => id));
    let start = plan.to;
    let seen = 0;
    for (let step = FIRST_STEP / 4, scanned = 0; scanned < Math.max(MOST_ROWS, 4 * limit); scanned += step, step *= 2) {
      const edge = this.edge(plan, start, step, true);
      const found = this.run(plan, order, allOf([keyset, ...within('updated', start, edge, true)]), limit);
      const rows = found.filter(([id, , updated]) => !ahead.has(id) && (edge === null || updated > edge));
      seen += rows.length;
      top = [...top, ...rows].sort(order.compare).slice(0, limit);
      if (edge === null || isBeyond(plan, edge, true)) return { page: top };
      const last = top[limit - 1]?.[1] ?? null;
      if (last !== null && edge + AHEAD_SECONDS < last) return { page: top };
      start = edge;
    }
    const estimate = seen >= limit ? Infinity : (seen / MOST_ROWS) * this.rows(plan);
    return { page: null, estimate, some: top };
  }

  // Longest first, as long as that promises to be quicker than to look at each row that the plan allows.
  private byRuntime({ plan, order, after, limit }: Wanted): Walked | null {
    if (after !== null && (after.value ?? 0) < RUNTIME_INDEXED_FROM) return null;
    const keyset = after === null ? raw('1') : sql`(${order.after(after)})`;
    const most = rowsByRuntime(plan, collectMs(plan, order.field, this.total()));
    const hits: Hit[] = [];
    let start = after?.value ?? null;
    for (let step = FIRST_BY_RUNTIME, scanned = 0; scanned + step <= most;) {
      const edge = valueBeyond(this.statements, 'runtime', start, step, true);
      const condition = allOf([keyset, ...within('runtime', start, edge, true)]);
      const query = { condition, limit: limit - hits.length };
      hits.push(...runPlan(this.statements, plan, { kind: 'walk', column: 'runtime' }, order, query));
      if (hits.length >= limit) return { page: hits };
      if (edge === null) return null;
      scanned += step;
      step = Math.ceil((1.5 * scanned * (limit - hits.length)) / Math.max(hits.length, 0.1));
      // The rows at the edge come again with the next step.
      while (hits.at(-1)?.[1] === edge) hits.pop();
      start = edge;
    }
    return null;
  }

  // Few names are sought each by itself, newest first, as the index of names has them.
  private run(
    plan: TaskPlan,
    order: Pick<Order, 'key' | 'decode' | 'by' | 'compare'>,
    condition: Fragment,
    limit: number,
  ): readonly Hit[] {
    const query = { condition, limit };
    if (plan.access.kind !== 'seek')
      return runPlan(this.statements, plan, { kind: 'walk', column: 'updated' }, order, query);
    const { ids, column } = plan.access;
    const hits = ids.flatMap((id) => runPlan(this.statements, plan, { kind: 'seek', column, ids: [id] }, order, query));
    return ids.length === 1 ? hits : hits.sort(order.compare).slice(0, limit);
  }

  /** The time of change some rows of the plan away; null when there are not that many. */
  private edge(plan: TaskPlan, start: number | null, rows: number, descending: boolean): number | null {
    const total = this.total();
    const share = this.rows(plan) / Math.max(1, total);
    const steps = Math.ceil(rows / Math.max(share, 1e-6));
    return steps >= total / 2 ? null : valueBeyond(this.statements, 'updated', start, steps, descending);
  }

  private rows(plan: TaskPlan): number {
    return plan.access.kind === 'seek' ? plan.rows : this.total();
  }
}

function within(
  column: WalkColumn,
  start: number | null,
  edge: number | null,
  descending: boolean,
): readonly Fragment[] {
  return [
    ...(edge === null ? [] : [upTo(column, edge, descending)]),
    ...(start === null ? [] : [upTo(column, start, !descending)]),
  ];
}

function isBeyond(plan: TaskPlan, edge: number, descending: boolean): boolean {
  const far = descending ? plan.from : plan.to;
  return far !== null && (descending ? edge < far : edge > far);
}

function nameAccess(kind: DictKind, id: number | null): Access {
  if (kind === 'state' && (id === SUCCESS_ID || id === null)) return { kind: 'walk', column: 'updated' };
  if (id !== null) return { kind: 'seek', column: kind, ids: [id] };
  return { kind: 'gather', index: `task_${kind}`, condition: raw(`t.${kind} IS NULL`) };
}
