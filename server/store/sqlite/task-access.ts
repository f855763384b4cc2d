import { TASK_STATES, isInFlight } from '@/lib/celery/task-state';
import type { Filter, NumberTerm } from '@/lib/query/filter';
import { EXACT_UP_TO } from '../sql/counts';
import type { FilterTranslator } from '../sql/filter-to-sql';
import { raw, sql, type Fragment } from '../sql/fragment';
import { RUNTIME_INDEXED_FROM, SUCCESS_ID, type DictKind } from '../sql/kinds';
import type { DictionaryReader } from './dictionary-reader';
import { isOneOf } from './dialect';
import type { StatementCache } from './statement-cache';
import { inWalk, rowsIn, type WalkColumn } from './task-segment';

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

export interface Way {
  readonly access: Access;
  readonly rows: number;
  /** How many rows meet the term that gave this way, where the index tells it; else null. */
  readonly matches: number | null;
  /** All rows of the term by its index, where that is another way: too many to look each one up. */
  readonly index?: Access;
}
const WALK = { kind: 'walk', column: 'updated' } as const;

/** Chooses how the rows that a filter lets through are reached. */
export class AccessChooser {
  constructor(
    private readonly statements: StatementCache,
    private readonly dictionary: DictionaryReader,
    private readonly total: () => number,
  ) {}

  cheapest(parts: readonly Filter[], translator: FilterTranslator): Way {
    let best: Way = { access: WALK, rows: Infinity, matches: null };
    for (const part of parts) {
      const found = this.accessOf(part, translator);
      if (found !== null && found.rows <= best.rows) best = found;
    }
    return best;
  }

  private accessOf(part: Filter, translator: FilterTranslator): Way | null {
    if (part.kind === 'text' && ['uuid', 'root', 'parent'].includes(part.field)) {
      const exact = part.values.every((value) => value.text !== '' && !value.text.startsWith('*'));
      return exact ? { access: { kind: 'gather', index: '', condition: raw('1') }, rows: 0, matches: null } : null;
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
        matches: null,
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
      return { access: { kind: 'seek', column: kind, ids: ids.length === 0 ? [-1] : ids }, rows, matches: null };
    const inIndex = kind === 'state' ? sql`t.state <> ${raw(String(SUCCESS_ID))}` : raw('1');
    const condition = sql`${isOneOf(`t.${kind}`, ids)} AND ${inIndex}`;
    if (rows > this.total() / 4) return null;
    return { access: { kind: 'gather', index: `task_${kind}`, condition }, rows, matches: null };
  }

  private rangeAccess(part: NumberTerm, translator: FilterTranslator): Way | null {
    const { field, comparison, values } = part;
    const least = Math.min(...values);
    const isLower = comparison === '>' || comparison === '>=' || comparison === '=';
    if (field === 'deliveries' && isLower && (least > 1 || (comparison === '>' && least === 1))) return AGAIN;
    if (field === 'retries' && isLower && (comparison === '>' ? least >= 0 : least > 0)) {
      return this.retriedAccess(comparison === '>' ? least < 1 : comparison === '>=' && least <= 1);
    }
    if (field !== 'runtime' || !isLower || least < RUNTIME_INDEXED_FROM) return null;
    return this.indexAccess('task_runtime', sql`${inWalk('runtime')} AND ${translator.condition(part)}`);
  }

  private retriedAccess(isAny: boolean): Way {
    const { access, rows, matches } = this.indexAccess('task_retried', raw('t.retries > 0'));
    return { access, rows, matches: isAny ? matches : null };
  }

  // Rows in the order of an index lie anywhere: it is worth following when they are few. So few are counted at once.
  private indexAccess(index: string, condition: Fragment): Way {
    const few = Math.max(FEW_ROWS, Math.ceil(this.total() / 25));
    const rows = rowsIn(this.statements, index, condition, Math.max(few, EXACT_UP_TO) + 1);
    const access = { kind: 'gather', index, condition } as const;
    return rows > few
      ? { access: WALK, rows: Infinity, matches: rows, index: access }
      : { access, rows, matches: rows };
  }

  private conditionAccess(conditions: readonly string[]): Way | null {
    if (conditions.every((condition) => ['waiting', 'running', 'scheduled'].includes(condition))) {
      const rows = this.dictionary.tasks(this.dictionary.idsWhere('state', isInFlight));
      const access = { kind: 'gather', index: 'task_live_worker', condition: raw('t.live = 1') } as const;
      return { access, rows, matches: null };
    }
    if (conditions.every((condition) => condition === 'duplicate')) return AGAIN;
    if (conditions.every((condition) => condition === 'retried')) return this.retriedAccess(true);
    const states = conditions.map((condition) => STATE_CONDITIONS[condition]);
    if (states.some((state) => state === undefined)) return null;
    return this.namesAccess(
      'state',
      states.map((state) => TASK_STATES.findIndex((known) => known === state) + 1),
    );
  }
}

// A second delivery is rare.
const AGAIN: Way = {
  access: { kind: 'gather', index: 'task_again', condition: raw('t.deliveries > 1') },
  rows: 1,
  matches: null,
};

// Every task with an exception has a number for its type, if only that of the empty text.
function asksForException(part: Filter): boolean {
  return part.kind === 'text' && part.field === 'exception' && part.values.every(({ text }) => text !== '');
}

const STATE_CONDITIONS: Readonly<Record<string, string | undefined>> = {
  failed: 'FAILURE',
  lost: 'LOST',
  unknown: 'UNKNOWN',
};
