import { TASK_STATES, isInFlight } from '@/lib/celery/task-state';
import { EMPTY_FILTER, type Filter, type NumberTerm } from '@/lib/query/filter';
import { parseFilter } from '@/lib/query/parse-filter';
import { searchesTexts } from '@/lib/query/searches-texts';
import type { TaskQuery } from '@/lib/query/task-query';
import { StoreError } from '../store';
import type { DictionaryReader } from './dictionary-reader';
import { FilterTranslator } from '../sql/filter-to-sql';
import { allOf, raw, sql, type Fragment } from '../sql/fragment';
import { isOneOf, SQLITE } from './dialect';
import { RUNTIME_INDEXED_FROM, SUCCESS_ID, type DictKind } from '../sql/kinds';
import type { StatementCache } from './statement-cache';
import { inWalk, rowsWhere, type WalkColumn } from './task-segment';

/** Names that one seek each is spent on; beyond, their rows are gathered and sorted. */
const SEEKS = 20;
const FEW_ROWS = 10_000;

/**
 * How rows are reached. `walk`: all, newest first, until the page is full. `seek`: those of a few names, each newest
 * first, merged. `gather`: the rows of an index, in no order. `sweep`: all, in the order of the tables, which is the fastest way
 * to see every row. SQLite can't weigh these by itself: it has no counts.
 */
export type Access =
  | { readonly kind: 'walk'; readonly column: WalkColumn }
  | { readonly kind: 'sweep' }
  | { readonly kind: 'seek'; readonly column: string; readonly ids: readonly number[] }
  | { readonly kind: 'gather'; readonly index: string; readonly condition: Fragment };

interface Way {
  readonly access: Access;
  readonly rows: number;
}

export interface TaskPlan {
  readonly where: Fragment;
  readonly usesPayload: boolean;
  readonly access: Access;
  /** How many rows the access goes through, about; of a walk, infinite. */
  readonly rows: number;
  /** Bounds of the update time. */
  readonly from: number | null;
  readonly to: number | null;
  /** How many stored tasks match, where the counts of names tell it without a scan; else null. */
  readonly known: number | null;
}

export class TaskPlanner {
  constructor(
    private readonly statements: StatementCache,
    private readonly dictionary: DictionaryReader,
  ) {}

  /** Reads the query's filter. A filter that can't be read is refused; `parseTaskQuery` tells the caller where. */
  filterOf(query: TaskQuery, now: number): Filter {
    if (query.q === '') return EMPTY_FILTER;
    const parsed = parseFilter(query.q, now);
    if (!parsed.ok) throw new StoreError('bad_filter', parsed.message);
    return parsed.filter;
  }

  plan(filter: Filter, query: Pick<TaskQuery, 'from' | 'to'>, now: number): TaskPlan {
    const translator = new FilterTranslator(SQLITE, this.dictionary, now);
    const parts = filter.kind === 'and' ? filter.parts : [filter];
    const bounds = [
      ...(query.from === null ? [] : [sql`t.updated >= ${query.from}`]),
      ...(query.to === null ? [] : [sql`t.updated <= ${query.to}`]),
    ];
    const where = allOf([...bounds, ...parts.map((part) => translator.condition(part))]);
    const { access, rows } = this.cheapest(parts, translator);
    return {
      where,
      usesPayload: searchesTexts(filter),
      access,
      rows,
      from: query.from,
      to: query.to,
      known: bounds.length > 0 ? null : this.knownCount(parts, translator),
    };
  }

  /** All stored tasks. */
  total(): number {
    return this.dictionary.tasks(this.dictionary.idsWhere('state', () => true));
  }

  private knownCount(parts: readonly Filter[], translator: FilterTranslator): number | null {
    const [part] = parts;
    if (part === undefined) return this.total();
    const names = parts.length === 1 ? translator.namesOf(part) : null;
    return names === null ? null : this.dictionary.tasks(names.ids);
  }

  private cheapest(parts: readonly Filter[], translator: FilterTranslator): Way {
    let best: Way = { access: { kind: 'walk', column: 'updated' }, rows: Infinity };
    for (const part of parts) {
      const found = this.accessOf(part, translator);
      if (found !== null && found.rows < best.rows) best = found;
    }
    return best;
  }

  private accessOf(part: Filter, translator: FilterTranslator): Way | null {
    if (part.kind === 'text' && ['uuid', 'root', 'parent'].includes(part.field)) {
      const exact = part.values.every((value) => value.text !== '' && !value.text.startsWith('*'));
      return exact ? { access: { kind: 'gather', index: '', condition: raw('1') }, rows: 0 } : null;
    }
    if (part.kind === 'number') return this.rangeAccess(part, translator);
    if (part.kind === 'condition') return this.conditionAccess(part.conditions);
    const negated = part.kind === 'not' ? translator.namesOf(part.part) : null;
    // There are few states, so "not this one" is a short list of the others. A task always has one.
    if (negated?.kind === 'state') {
      return this.namesAccess(
        'state',
        this.dictionary.idsWhere('state', () => true).filter((id) => !negated.ids.includes(id)),
      );
    }
    if (asksForException(part)) {
      return {
        access: { kind: 'gather', index: 'task_exception', condition: raw('t.exception IS NOT NULL') },
        rows: this.dictionary.tasks(this.dictionary.idsWhere('exception', () => true)),
      };
    }
    const names = translator.namesOf(part);
    return names === null ? null : this.namesAccess(names.kind, names.ids);
  }

  private namesAccess(kind: DictKind, ids: readonly number[]): Way | null {
    // Successes are nearly everything, so they have no index: walking finds them at once.
    if (kind === 'state' && ids.includes(SUCCESS_ID)) return null;
    const rows = this.dictionary.tasks(ids);
    // A name that was never stored is sought as a number that none has.
    if (ids.length <= SEEKS)
      return { access: { kind: 'seek', column: kind, ids: ids.length === 0 ? [-1] : ids }, rows };
    const inIndex = kind === 'state' ? sql`t.state <> ${raw(String(SUCCESS_ID))}` : raw('1');
    const condition = sql`${isOneOf(`t.${kind}`, ids)} AND ${inIndex}`;
    return rows > this.total() / 4 ? null : { access: { kind: 'gather', index: `task_${kind}`, condition }, rows };
  }

  // A range of an indexed column is worth its index when few rows are in it; so few are counted at once.
  private rangeAccess(part: NumberTerm, translator: FilterTranslator): Way | null {
    const { field, comparison, values } = part;
    const least = Math.min(...values);
    const isLower = comparison === '>' || comparison === '>=' || comparison === '=';
    if (field === 'deliveries' && isLower && (least > 1 || (comparison === '>' && least === 1))) return AGAIN;
    if (field !== 'runtime' || !isLower || least < RUNTIME_INDEXED_FROM) return null;
    const condition = sql`${inWalk('runtime')} AND ${translator.condition(part)}`;
    const few = Math.max(FEW_ROWS, this.total() / 25);
    const rows = rowsWhere(this.statements, 'runtime', condition, few + 1);
    return rows > few ? null : { access: { kind: 'gather', index: 'task_runtime', condition }, rows };
  }

  private conditionAccess(conditions: readonly string[]): Way | null {
    if (conditions.every((condition) => ['waiting', 'running', 'scheduled'].includes(condition))) {
      const rows = this.dictionary.tasks(this.dictionary.idsWhere('state', isInFlight));
      return { access: { kind: 'gather', index: 'task_live_worker', condition: raw('t.live = 1') }, rows };
    }
    if (conditions.every((condition) => condition === 'duplicate')) {
      return AGAIN;
    }
    const states = conditions.map((condition) => STATE_CONDITIONS[condition]);
    if (states.some((state) => state === undefined)) return null;
    return this.namesAccess(
      'state',
      states.map((state) => TASK_STATES.findIndex((known) => known === state) + 1),
    );
  }
}

// A second delivery is rare.
const AGAIN: Way = { access: { kind: 'gather', index: 'task_again', condition: raw('t.deliveries > 1') }, rows: 1 };

// Every task with an exception has a number for its type, if only that of the empty text.
function asksForException(part: Filter): boolean {
  return part.kind === 'text' && part.field === 'exception' && part.values.every(({ text }) => text !== '');
}

const STATE_CONDITIONS: Readonly<Record<string, string | undefined>> = {
  failed: 'FAILURE',
  lost: 'LOST',
  unknown: 'UNKNOWN',
};
