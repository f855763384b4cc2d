import { TASK_STATES } from '@/lib/celery/task-state';
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
import type { DictionaryReader } from './dictionary-reader';
import { allOf, anyOf, isOneOf, raw, sql, type Fragment } from './fragment';
import type { DictKind } from './schema';
import { encodeTaskId, uuidRange } from './task-id';

const NAME_COLUMNS = { state: 'state', task: 'name', queue: 'queue', worker: 'worker' } as const satisfies Partial<
  Record<TextField, DictKind>
>;

const stateId = (state: (typeof TASK_STATES)[number]): number => TASK_STATES.indexOf(state) + 1;
const WAITING = ['SENT', 'RECEIVED', 'RETRY'].map((state) => TASK_STATES.findIndex((known) => known === state) + 1);
export const IS_WAITING = raw(`t.live = 1 AND t.state IN (${WAITING.join(', ')})`);
export const IS_RUNNING = raw(`t.live = 1 AND t.state NOT IN (${WAITING.join(', ')})`);

// The same as `waitSeconds` of lib/cluster/task.ts.
const WAIT_FROM = 'iif(t.retries > 0, t.received, coalesce(t.sent, t.received))';
export const WAIT_SECONDS = `max(0.0, t.started - iif(t.eta > ${WAIT_FROM}, t.eta, ${WAIT_FROM}))`;

const NUMBER_COLUMNS: Readonly<Record<NumberField, string>> = {
  runtime: 't.runtime',
  wait: WAIT_SECONDS,
  sent: 't.sent',
  received: 't.received',
  started: 't.started',
  ended: 't.ended',
  updated: 't.updated',
  retries: 't.retries',
  priority: 't.priority',
  deliveries: 't.deliveries',
};

/** Translates a filter to SQL over `task t` and, where `searchesTexts` says so, `payload p`. */
export class FilterTranslator {
  constructor(
    private readonly dictionary: DictionaryReader,
    private readonly now: number,
  ) {}

  condition(filter: Filter): Fragment {
    switch (filter.kind) {
      case 'and':
        return allOf(filter.parts.map((part) => this.condition(part)));
      case 'or':
        return anyOf(filter.parts.map((part) => this.condition(part)));
      case 'not':
        // What is not known is not equal to anything: a negated term must hold for it.
        return sql`coalesce(NOT (${this.certain(filter.part)}), 1)`;
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
    if (isTerm(filter)) return sql`coalesce(${this.term(filter)}, 0)`;
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
        return numberTerm(term);
      case 'text':
        return isNameField(term.field)
          ? this.nameTerm(NAME_COLUMNS[term.field], term)
          : anyOf(term.values.map((value) => this.textValue(term.field, value)));
    }
  }

  private nameTerm(kind: DictKind, term: TextTerm): Fragment {
    const column = `t.${kind}`;
    const known = isOneOf(column, this.matchingNames(kind, term.values));
    return term.values.some(asksForUnknown) ? anyOf([known, raw(`${column} IS NULL`)]) : known;
  }

  private matchingNames(kind: DictKind, values: readonly TextValue[]): readonly number[] {
    return this.dictionary.idsWhere(kind, (name) =>
      values.some((value) => !asksForUnknown(value) && matchesWhole(value, name)),
    );
  }

  private textValue(field: TextField, value: TextValue): Fragment {
    if (field === 'uuid') return idBeginsWith(value);
    if (field === 'root' || field === 'parent') return isRelative(field, value);
    if (field === 'exception') return this.exceptionHas(value);
    return asksForUnknown(value) ? raw(`p.${field} IS NULL`) : contains(`p.${field}`, value);
  }

  private exceptionHas(value: TextValue): Fragment {
    if (asksForUnknown(value)) return raw('p.exception IS NULL AND t.exception IS NULL');
    const types = this.dictionary.idsWhere('exception', (type) => type !== '' && matchesPart(value, type));
    return anyOf([contains('p.exception', value), isOneOf('t.exception', types)]);
  }

  private word(value: TextValue): Fragment {
    const names = this.dictionary.idsWhere('name', (name) => matchesPart(value, name));
    return anyOf([
      isOneOf('t.name', names),
      idBeginsWith(value),
      contains('p.args', value),
      contains('p.kwargs', value),
      this.exceptionHas(value),
    ]);
  }

  private isCondition(condition: Condition): Fragment {
    switch (condition) {
      case 'waiting':
        return IS_WAITING;
      case 'scheduled':
        return sql`${IS_WAITING} AND t.eta > ${this.now}`;
      case 'running':
        return IS_RUNNING;
      case 'ended':
        return raw(`t.live = 0 AND t.state <> ${stateId('UNKNOWN')}`);
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

function isNameField(field: TextField): field is keyof typeof NAME_COLUMNS {
  return field in NAME_COLUMNS;
}

function asksForUnknown(value: TextValue): boolean {
  return value.quoted && value.text === '';
}

function numberTerm(term: NumberTerm): Fragment {
  const column = raw(`(${NUMBER_COLUMNS[term.field]})`);
  return anyOf(term.values.map((value) => sql`${column} ${raw(term.comparison)} ${value}`));
}

// A beginning is enough for `uuid:` and bare words: people paste the short form that a page shows.
function idBeginsWith(value: TextValue): Fragment {
  if (value.text === '') return raw('0');
  const pieces = patternPieces(value);
  const prefix = pieces[0] ?? '';
  if (pieces.slice(1).some((piece) => piece !== '')) return idLike('t.uid', `${pieces.map(escapeLike).join('%')}%`);
  const range = uuidRange(prefix);
  const texts = sql`t.uid >= ${prefix} AND t.uid < ${`${prefix}\u{10FFFF}`}`;
  return range === null ? texts : anyOf([sql`t.uid BETWEEN ${range.first} AND ${range.last}`, texts]);
}

function isRelative(field: 'root' | 'parent', value: TextValue): Fragment {
  const column = raw(`t.${field}`);
  if (asksForUnknown(value)) return sql`${column} IS NULL`;
  const id = encodeTaskId(uuidRange(value.text) === null ? value.text : value.text.toLowerCase());
  const pieces = patternPieces(value);
  const matches = (of: string): Fragment =>
    pieces.length > 1 ? idLike(of, pieces.map(escapeLike).join('%')) : sql`${raw(of)} = ${id}`;
  const other = sql`${column} > 0 AND ${matches(`t.${field}`)}`;
  // The root of a workflow belongs to it. A task that is its own parent is a retry, which is no child.
  return field === 'root' ? anyOf([other, sql`t.root = 0 AND ${matches('t.uid')}`]) : other;
}

/** `task_id()` is defined on the reader's connection: the id as text. */
function idLike(column: string, pattern: string): Fragment {
  return sql`task_id(${raw(column)}) LIKE ${pattern} ESCAPE '\\'`;
}

function contains(column: string, value: TextValue): Fragment {
  return sql`${raw(column)} LIKE ${`%${patternPieces(value).map(escapeLike).join('%')}%`} ESCAPE '\\'`;
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
