import { EMPTY_FILTER, fieldOf, type Filter, type FilterField, type TextField } from './filter';
import { formatTextValue, isTerm } from './format-filter';
import { parseFilter } from './parse-filter';

/** One part of a filter that must hold, as it is written. */
export interface FilterChip {
  readonly text: string;
  /** null for bare words and for groups in parentheses. */
  readonly field: FilterField | null;
  readonly negated: boolean;
}

/** The parts of a filter that all must hold, in the order written; none when it can't be read. */
export function filterChips(q: string): readonly FilterChip[] {
  return conjunctsOf(q).map(({ text, part }) => ({ text, field: conjunctField(part), negated: part.kind === 'not' }));
}

/** The filter without its n-th chip, the rest as written. */
export function removeChip(q: string, index: number): string {
  return joinTexts(
    conjunctsOf(q)
      .filter((_, at) => at !== index)
      .map(({ text }) => text),
  );
}

/** The values that a filter asks of a field by its not negated chips. */
export function fieldValues(q: string, field: TextField): readonly string[] {
  return conjunctsOf(q).flatMap(({ part }) =>
    part.kind === 'text' && part.field === field ? part.values.map((value) => value.text) : [],
  );
}

/**
 * The filter with its chips of one field, negated ones too, replaced by one for these values; by none for no values. An
 * empty value means "not known". A filter that can't be read is kept as it is.
 */
export function setFieldValues(q: string, field: TextField, values: readonly string[]): string {
  const added = values.length === 0 ? [] : [`${field}:${values.map(valueText).join(',')}`];
  if (!parseFilter(q, 0).ok) return joinTexts([q.trim(), ...added]);
  const parts = conjunctsOf(q);
  const first = parts.findIndex(({ part }) => conjunctField(part) === field);
  const rest = (from: number, to?: number): readonly string[] =>
    parts
      .slice(from, to)
      .filter(({ part }) => conjunctField(part) !== field)
      .map(({ text }) => text);
  return joinTexts(first < 0 ? [...rest(0), ...added] : [...rest(0, first), ...added, ...rest(first)]);
}

/** Adds a value to the field's chip, or takes it out when it is there: a click on a facet. */
export function toggleFieldValue(q: string, field: TextField, value: string): string {
  const present = fieldValues(q, field);
  return setFieldValues(
    q,
    field,
    present.includes(value) ? present.filter((other) => other !== value) : [...present, value],
  );
}

/** The filter without the terms of one field that all must hold: what the counts of that field's facet are taken from. */
export function withoutField(filter: Filter, field: FilterField): Filter {
  if (conjunctField(filter) === field) return EMPTY_FILTER;
  if (filter.kind !== 'and') return filter;
  const parts = filter.parts.filter((part) => conjunctField(part) !== field);
  return parts.length === filter.parts.length ? filter : { ...filter, parts };
}

function conjunctField(part: Filter): FilterField | null {
  const term = part.kind === 'not' ? part.part : part;
  return isTerm(term) ? fieldOf(term) : null;
}

function conjunctsOf(q: string): readonly { readonly text: string; readonly part: Filter }[] {
  const parsed = parseFilter(q, 0);
  if (!parsed.ok) return [];
  const { filter } = parsed;
  const parts = filter.kind === 'and' ? filter.parts : [filter];
  return parts.map((part) => ({ part, text: sourceOf(q, part) }));
}

// Beside other parts an `OR` needs parentheses; where it has them its span is wider than its parts.
function sourceOf(q: string, part: Filter): string {
  const text = q.slice(part.from, part.to);
  return part.kind === 'or' && part.parts[0]?.from === part.from ? `(${text})` : text;
}

function valueText(text: string): string {
  return formatTextValue({ text, quoted: text === '' || text.includes('*') });
}

function joinTexts(texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join(' ');
}
