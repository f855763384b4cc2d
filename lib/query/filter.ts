/** The fields of the filter grammar, by the kind of value they take. */
export const FILTER_FIELDS = {
  state: 'name',
  task: 'name',
  queue: 'name',
  worker: 'name',
  uuid: 'id',
  root: 'id',
  parent: 'id',
  args: 'text',
  kwargs: 'text',
  result: 'text',
  exception: 'text',
  runtime: 'duration',
  wait: 'duration',
  sent: 'time',
  received: 'time',
  started: 'time',
  ended: 'time',
  updated: 'time',
  retries: 'number',
  priority: 'number',
  deliveries: 'number',
  is: 'condition',
} as const;

export type FilterField = keyof typeof FILTER_FIELDS;
type FieldsOf<Kind> = { [F in FilterField]: (typeof FILTER_FIELDS)[F] extends Kind ? F : never }[FilterField];
export type TextField = FieldsOf<'name' | 'id' | 'text'>;
export type NumberField = FieldsOf<'duration' | 'time' | 'number'>;

/** Other names of fields. */
export const FIELD_ALIASES: Readonly<Record<string, FilterField>> = { name: 'task', type: 'task', id: 'uuid' };

/** What `is:` understands: see `docs` of each in `CONDITION_MEANINGS`. */
export const CONDITIONS = [
  'waiting',
  'scheduled',
  'running',
  'ended',
  'failed',
  'retried',
  'duplicate',
  'lost',
  'unknown',
] as const;
export type Condition = (typeof CONDITIONS)[number];

export type Comparison = '>' | '>=' | '<' | '<=' | '=';

/** A text to compare with. `*` in an unquoted one stands for any characters; the empty quoted one means "not known". */
export interface TextValue {
  readonly text: string;
  readonly quoted: boolean;
}

/** Where a node stands in the text it was parsed from: UTF-16 offsets, `to` is exclusive. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface TextTerm extends Span {
  readonly kind: 'text';
  readonly field: TextField;
  /** Any of these. */
  readonly values: readonly TextValue[];
}
export interface NumberTerm extends Span {
  readonly kind: 'number';
  readonly field: NumberField;
  readonly comparison: Comparison;
  /** Any of these; more than one only with `=`. Seconds for durations, epoch seconds for times. */
  readonly values: readonly number[];
  /** The values as written, so that a relative time stays relative when the filter is written out again. */
  readonly written: readonly string[];
}
export interface ConditionTerm extends Span {
  readonly kind: 'condition';
  readonly conditions: readonly Condition[];
}
/** A bare word or phrase: part of the name, the arguments or the exception, or the beginning of the uuid. */
export interface Word extends Span {
  readonly kind: 'word';
  readonly value: TextValue;
}
export type Term = TextTerm | NumberTerm | ConditionTerm | Word;

/** A parsed filter. `and` of no parts is the empty filter: everything. */
export type Filter =
  | Term
  | (Span & { readonly kind: 'and' | 'or'; readonly parts: readonly Filter[] })
  | (Span & { readonly kind: 'not'; readonly part: Filter });

export interface FilterError extends Span {
  readonly ok: false;
  readonly message: string;
  /** What could stand there instead. */
  readonly expected: readonly string[];
}
export type ParsedFilter = { readonly ok: true; readonly filter: Filter } | FilterError;

export const EMPTY_FILTER: Filter = { kind: 'and', parts: [], from: 0, to: 0 };

/** The field of a term; null for a bare word. */
export function fieldOf(term: Term): FilterField | null {
  if (term.kind === 'word') return null;
  return term.kind === 'condition' ? 'is' : term.field;
}
