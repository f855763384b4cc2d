import type {
  Condition,
  Filter,
  NumberField,
  NumberTerm,
  Term,
  TextField,
  TextTerm,
  TextValue,
} from '@/lib/query/filter';
import { isTerm } from '@/lib/query/format-filter';
import { matchesPart, matchesWhole, patternPieces } from '@/lib/query/text-pattern';
import { allOf, anyOf, raw, sql, type Fragment } from './fragment';
import { stateId, type DictKind } from './kinds';
import { uuidRange } from './task-id';

const NAME_COLUMNS = { state: 'state', task: 'name', queue: 'queue', worker: 'worker' } as const satisfies Partial<
  Record<TextField, DictKind>
>;

const WAITING = [stateId('SENT'), stateId('RECEIVED'), stateId('RETRY')].join(', ');

/** How one database says what filters say. The tasks are `t`. */
export interface Dialect {
  readonly isLive: Fragment;
  readonly isNotLive: Fragment;
  /** The same as `waitSeconds` of lib/cluster/task.ts. */
  readonly waitSeconds: string;
  /** The columns that hold these texts. */
  readonly texts: Readonly<Record<'args' | 'kwargs' | 'result' | 'exception', string>>;
  /** Compares without regard to the case of A to Z; `%` and `_` in the pattern stand for any characters and any one. */
  readonly like: (column: string, pattern: string) => Fragment;
  /** `column IN (…)` for numbers of ours. */
  readonly isOneOf: (column: string, ids: readonly number[]) => Fragment;
  readonly ids: {
    readonly beginsWith: (prefix: string) => Fragment;
    readonly like: (column: IdColumn, pattern: string) => Fragment;
    readonly is: (column: IdColumn, id: string) => Fragment;
    /** The relative is known and not the task itself. */
    readonly isOther: (column: 'root' | 'parent') => Fragment;
    readonly isItself: (column: 'root' | 'parent') => Fragment;
  };
}
export type IdColumn = 'uid' | 'root' | 'parent';

/** Where names get their numbers. */
export interface Names {
  readonly idsWhere: (kind: DictKind, matches: (value: string) => boolean) => readonly number[];
}

export function isWaiting({ isLive }: Pick<Dialect, 'isLive'>): Fragment {
  return sql`${isLive} AND t.state IN (${raw(WAITING)})`;
}

export function isRunning({ isLive }: Pick<Dialect, 'isLive'>): Fragment {
  return sql`${isLive} AND t.state NOT IN (${raw(WAITING)})`;
}

/** Translates a filter to SQL. */
export class FilterTranslator {
  constructor(
    private readonly dialect: Dialect,
    private readonly names: Names,
    private readonly now: number,
  ) {}

  condition(filter: Filter): Fragment {
    switch (filter.kind) {
      case 'and':
        return allOf(filter.parts.map((part) => this.condition(part)));
      case 'or':
        return anyOf(filter.parts.map((part) => this.condition(part)));
      case 'not':
        // A state is always known: said plainly, an index of the states that are not SUCCESS can be used.
        if (isStateTerm(filter.part)) return sql`NOT (${this.term(filter.part)})`;
        // What is not known is not equal to anything: a negated term must hold for it.
        return sql`coalesce(NOT (${this.certain(filter.part)}), TRUE)`;
      default:
        return this.term(filter);
    }
  }

  /** The numbers of the names that a term asks for; null when it is no such term or also asks for "not known". */
  namesOf(filter: Filter): { readonly kind: DictKind; readonly ids: readonly number[] } | null {
    if (filter.kind !== 'text' || !isNameField(filter.field) || filter.values.some(asksForUnknown)) return null;
    return { kind: NAME_COLUMNS[filter.field], ids: this.matchingNames(NAME_COLUMNS[filter.field], filter.values) };
  }

  // The condition as true or false, never null, so that it can be negated at any depth.
  private certain(filter: Filter): Fragment {
    if (isTerm(filter)) return sql`coalesce(${this.term(filter)}, FALSE)`;
    if (filter.kind === 'not') return this.condition(filter);
    const parts = filter.parts.map((part) => this.certain(part));
    return filter.kind === 'and' ? allOf(parts) : anyOf(parts);
  }

  private term(term: Term): Fragment {
    switch (term.kind) {
      case 'word':
        return this.word(term.value);
      case 'condition':
        return anyOf(term.conditions.map((condition) => this.isCondition(condition)));
      case 'number':
        return this.numberTerm(term);
      case 'text':
        return isNameField(term.field)
          ? this.nameTerm(NAME_COLUMNS[term.field], term)
          : anyOf(term.values.map((value) => this.textValue(term.field, value)));
    }
  }

  private nameTerm(kind: DictKind, term: TextTerm): Fragment {
    const column = `t.${kind}`;
    const known = this.dialect.isOneOf(column, this.matchingNames(kind, term.values));
    return term.values.some(asksForUnknown) ? anyOf([known, raw(`${column} IS NULL`)]) : known;
  }

  private matchingNames(kind: DictKind, values: readonly TextValue[]): readonly number[] {
    return this.names.idsWhere(kind, (name) =>
      values.some((value) => !asksForUnknown(value) && matchesWhole(value, name)),
    );
  }

  private numberTerm(term: NumberTerm): Fragment {
    const column = raw(`(${this.numberColumn(term.field)})`);
    return anyOf(term.values.map((value) => sql`${column} ${raw(term.comparison)} ${value}`));
  }

  private numberColumn(field: NumberField): string {
    return field === 'wait' ? this.dialect.waitSeconds : `t.${field}`;
  }

  private textValue(field: TextField, value: TextValue): Fragment {
    if (field === 'uuid') return this.idBeginsWith(value);
    if (field === 'root' || field === 'parent') return this.isRelative(field, value);
    if (field === 'exception') return this.exceptionHas(value);
    if (isNameField(field)) return raw('FALSE');
    const column = this.dialect.texts[field];
    return asksForUnknown(value) ? raw(`${column} IS NULL`) : this.contains(column, value);
  }

  private exceptionHas(value: TextValue): Fragment {
    const column = this.dialect.texts.exception;
    if (asksForUnknown(value)) return raw(`${column} IS NULL AND t.exception IS NULL`);
    const types = this.names.idsWhere('exception', (type) => type !== '' && matchesPart(value, type));
    return anyOf([this.contains(column, value), this.dialect.isOneOf('t.exception', types)]);
  }

  private word(value: TextValue): Fragment {
    const names = this.names.idsWhere('name', (name) => matchesPart(value, name));
    return anyOf([
      this.dialect.isOneOf('t.name', names),
      this.idBeginsWith(value),
      this.contains(this.dialect.texts.args, value),
      this.contains(this.dialect.texts.kwargs, value),
      this.exceptionHas(value),
    ]);
  }

  private contains(column: string, value: TextValue): Fragment {
    return this.dialect.like(column, `%${patternPieces(value).map(escapeLike).join('%')}%`);
  }

  // A beginning is enough for `uuid:` and bare words: people paste the short form that a page shows.
  private idBeginsWith(value: TextValue): Fragment {
    if (value.text === '') return raw('FALSE');
    const pieces = patternPieces(value);
    const isPrefix = pieces.slice(1).every((piece) => piece === '');
    return isPrefix
      ? this.dialect.ids.beginsWith(pieces[0] ?? '')
      : this.dialect.ids.like('uid', `${pieces.map(escapeLike).join('%')}%`);
  }

  private isRelative(field: 'root' | 'parent', value: TextValue): Fragment {
    const { ids } = this.dialect;
    if (asksForUnknown(value)) return raw(`t.${field} IS NULL`);
    const id = uuidRange(value.text) === null ? value.text : value.text.toLowerCase();
    const pieces = patternPieces(value);
    const matches = (column: IdColumn): Fragment =>
      pieces.length > 1 ? ids.like(column, pieces.map(escapeLike).join('%')) : ids.is(column, id);
    const other = sql`${ids.isOther(field)} AND ${matches(field)}`;
    // The root of a workflow belongs to it. A task that is its own parent is a retry, which is no child.
    return field === 'root' ? anyOf([other, sql`${ids.isItself('root')} AND ${matches('uid')}`]) : other;
  }

  private isCondition(condition: Condition): Fragment {
    switch (condition) {
      case 'waiting':
        return isWaiting(this.dialect);
      case 'scheduled':
        return sql`${isWaiting(this.dialect)} AND t.eta > ${this.now}`;
      case 'running':
        return isRunning(this.dialect);
      case 'ended':
        return sql`${this.dialect.isNotLive} AND t.state <> ${raw(String(stateId('UNKNOWN')))}`;
      case 'failed':
        return raw(`t.state = ${stateId('FAILURE')}`);
      case 'retried':
        return raw('t.retries > 0');
      case 'duplicate':
        return raw('t.deliveries > 1 AND t.runs > 1');
      case 'lost':
        return raw(`t.state = ${stateId('LOST')}`);
      case 'unknown':
        return raw(`t.state = ${stateId('UNKNOWN')}`);
    }
  }
}

function isStateTerm(filter: Filter): filter is TextTerm {
  return filter.kind === 'text' && filter.field === 'state';
}

function isNameField(field: TextField): field is keyof typeof NAME_COLUMNS {
  return field in NAME_COLUMNS;
}

function asksForUnknown(value: TextValue): boolean {
  return value.quoted && value.text === '';
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
