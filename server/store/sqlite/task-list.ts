import type { Count } from '@/lib/api/views';
import type { TaskQuery } from '@/lib/query/task-query';
import type { Budget } from './budget';
import { decodeCursor, encodeCursor } from '../sql/cursor';
import type { DictionaryReader } from './dictionary-reader';
import type { StatementCache } from './statement-cache';
import { TaskCollector, type Collected } from './task-collect';
import { capped } from '../sql/counts';
import type { DictKind } from '../sql/kinds';
import { collectMs, indexMs } from './task-cost';
import { NAME_SORTS, orderOf, type Hit } from './task-order';
import type { TaskPlan } from './task-plan';
import { TaskWalker, type Wanted } from './task-walk';

export interface ListedIds {
  readonly ids: readonly number[];
  readonly nextCursor: string | null;
  /** Where the search for the page has counted the matches as well. */
  readonly count: Count | null;
  /** Set when time was up: only tasks that changed since were looked at. */
  readonly since: number | null;
}

/** Finds the rows of one page, in order, by keyset: a page costs the same wherever it stands. */
export class TaskLister {
  private readonly walker: TaskWalker;
  private readonly collector: TaskCollector;

  constructor(
    statements: StatementCache,
    private readonly dictionary: DictionaryReader,
    private readonly total: () => number,
    private readonly budget: Budget,
  ) {
    this.walker = new TaskWalker(statements, dictionary, total);
    this.collector = new TaskCollector(statements, total, budget);
  }

  page(plan: TaskPlan, query: Pick<TaskQuery, 'sort' | 'limit' | 'cursor'>): ListedIds {
    const order = orderOf(query.sort, this.dictionary);
    const after = query.cursor === null ? null : decodeCursor(order.name, query.cursor);
    const { page, count, since } = this.find({ plan, order, after, limit: query.limit + 1 });
    const shown = page.slice(0, query.limit);
    const last = shown.at(-1);
    const isMore = page.length > query.limit && last !== undefined;
    const next = isMore ? order.placeOf(last) : since === null || order.field !== 'updated' ? null : placeBefore(since);
    return {
      ids: shown.map(([id]) => id),
      nextCursor: next === null ? null : encodeCursor(order.name, next),
      count: count === null ? null : capped(count, since === null),
      since,
    };
  }

  // An index in the order of the list first: where matches are not rare that is all.
  private find(wanted: Wanted): Collected {
    const { plan, order } = wanted;
    const isGathered = plan.access.kind === 'gather' && plan.rows < FEW_ROWS;
    const walked = isGathered ? null : this.walker.walk(wanted);
    if (walked?.page != null) return { page: walked.page, count: null, since: null };
    const some = walked?.some ?? [];
    if (plan.rows > FEW_TO_SORT && !isGathered && order.field in NAME_SORTS) {
      const page = this.byName(wanted, NAME_SORTS[order.field as keyof typeof NAME_SORTS], some);
      if (page !== null) return { page, count: null, since: null };
    }
    return this.collector.collect(wanted, { estimate: plan.known?.value ?? walked?.estimate ?? 0, some });
  }

  // Going through names one by one is quick when each has matches. Where it is not known how far that goes it is worth a
  // try that takes no more than half of the sure way.
  private byName(wanted: Wanted, kind: DictKind, some: readonly Hit[]): readonly Hit[] | null {
    const sureMs = collectMs(wanted.plan, wanted.order.field, this.total());
    const [first] = some;
    const isKnown = first !== undefined && some.length >= wanted.limit;
    if (isKnown && indexMs(this.walker.rowsBefore(wanted, kind, first)) > sureMs) return null;
    return this.budget.within(isKnown ? sureMs : sureMs / 2, () => this.walker.byName(wanted, kind));
  }
}

const FEW_ROWS = 50_000;
/** So few rows are read and sorted sooner than names are gone through. */
const FEW_TO_SORT = 2_000;

// Everything that changed up to then.
function placeBefore(at: number): { value: number; name: null; id: number } {
  return { value: at, name: null, id: Number.MAX_SAFE_INTEGER };
}
