import type { Budget } from './budget';
import { allOf, raw, sql } from '../sql/fragment';
import type { StatementCache } from './statement-cache';
import type { Hit } from './task-order';
import type { Access } from './task-access';
import type { TaskPlan } from './task-plan';
import { upTo, valueBeyond } from './task-segment';
import { readHits, runPlan, sourceOf } from './task-source';
import { collectMs, coveringIndex } from './task-cost';
import type { Sample, Wanted } from './task-walk';

/** So many matches are read and sorted here, which counts them as well. */
const FEW = 50_000;
/** Rows whose texts are looked into before it is asked whether there is still time. */
const SEGMENT_ROWS = 50_000;
/** Beyond this share of all rows, seeing every row in the order of the table is quicker than an index. */
const SHARE_OF_INDEX = 0.04;

export interface Collected {
  readonly page: readonly Hit[];
  /** How many match in all, where that came out; of what was looked at, when `since` is set. */
  readonly count: number | null;
  /** Only tasks that changed since were looked at: time was up. */
  readonly since: number | null;
}

/** Finds a page by looking at every row that the plan allows. */
export class TaskCollector {
  constructor(
    private readonly statements: StatementCache,
    private readonly total: () => number,
    private readonly budget: Budget,
  ) {}

  collect(wanted: Wanted, { estimate, some }: Sample): Collected {
    const { plan, order, after, limit } = wanted;
    const isLarge = plan.rows > SHARE_OF_INDEX * this.total();
    if (plan.usesPayload && isLarge) return this.throughTexts(wanted);
    this.budget.needs(collectMs(plan, order.field, this.total()));
    const access = coveringIndex(plan, order.field) ?? this.access(plan, isLarge);
    const condition = after === null ? raw('1') : order.after(after);
    if (estimate < 0.8 * FEW) {
      const query = sql`SELECT t.id, ${order.key}, t.updated FROM ${sourceOf(plan, access)} AND (${condition}) LIMIT ${FEW + 1}`;
      const all = readHits(this.statements, query, order);
      if (all.length <= FEW) {
        return {
          page: all.sort(order.compare).slice(0, limit),
          count: after === null ? all.length : null,
          since: null,
        };
      }
    }
    // So many are known to stand before it.
    const bound = some[limit - 1];
    const near = bound === undefined ? condition : allOf([condition, order.upTo(bound)]);
    const page = runPlan(this.statements, plan, access, order, { condition: near, limit });
    return { page, count: null, since: null };
  }

  private access(plan: TaskPlan, isLarge: boolean): Access {
    if (!isLarge) return plan.access;
    if (plan.from === null && plan.to === null) return { kind: 'sweep' };
    // The time may leave few rows.
    const most = Math.ceil(SHARE_OF_INDEX * this.total());
    const edge = valueBeyond(this.statements, 'updated', plan.to, most, true);
    const isShort = edge === null || (plan.from !== null && edge <= plan.from);
    return isShort ? { kind: 'walk', column: 'updated' } : { kind: 'sweep' };
  }

  // Newest first in parts, so that what was found is worth something when time is up. Within a part the oldest come first:
  // that is how the texts lie, and reading them forwards takes half the time.
  private throughTexts({ plan, order, after, limit }: Wanted): Collected {
    const forwards = order.field === 'updated' && !order.descending;
    const far = forwards ? plan.to : plan.from;
    const keyset = after === null ? raw('1') : order.after(after);
    let start = order.field === 'updated' && after !== null ? after.value : forwards ? plan.from : plan.to;
    let page: Hit[] = [];
    let count = 0;
    for (;;) {
      const edge = this.partEnd(start, !forwards);
      const part = allOf([
        keyset,
        ...(start === null ? [] : [upTo('updated', start, forwards)]),
        ...(edge === null ? [] : [upTo('updated', edge, !forwards)]),
      ]);
      const query = sql`SELECT t.id, ${order.key}, t.updated FROM ${sourceOf(plan, { kind: 'walk', column: 'updated' })} AND (${part}) ORDER BY t.updated`;
      const found = readHits(this.statements, query, order).filter(([, , updated]) => updated !== edge);
      count += found.length;
      page = [...page, ...found].sort(order.compare).slice(0, limit);
      const isLast = edge === null || (far !== null && (forwards ? edge > far : edge < far));
      // All that follows has its place after these.
      const isFull = order.field === 'updated' && page.length >= limit;
      if (isLast || isFull) return { page, count: isLast && after === null ? count : null, since: null };
      if (this.budget.isSpent() && !forwards) return { page, count, since: edge };
      start = edge;
    }
  }

  // More rows than a part holds may have changed at the same time.
  private partEnd(start: number | null, descending: boolean): number | null {
    for (let rows = SEGMENT_ROWS; ; rows *= 2) {
      const edge = valueBeyond(this.statements, 'updated', start, rows, descending);
      if (edge === null || edge !== start) return edge;
    }
  }
}
