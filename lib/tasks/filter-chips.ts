import { filterChips, removeChip, type FilterChip } from '../query/edit-filter';
import type { Filter, TextField } from '../query/filter';
import { formatFilter, isTerm } from '../query/format-filter';
import { parseFilter } from '../query/parse-filter';

/** A part of the filter with what its chip shows. */
export interface ShownChip extends FilterChip {
  readonly index: number;
  /** What stands after the field; the empty text means "not known". */
  readonly values: readonly string[];
}

export function shownChips(q: string): readonly ShownChip[] {
  return filterChips(q).map((chip, index) => ({ ...chip, index, values: valuesOf(chip.text) }));
}

function valuesOf(text: string): readonly string[] {
  const parsed = parseFilter(text, 0);
  if (!parsed.ok) return [text];
  const inner = parsed.filter.kind === 'not' ? parsed.filter.part : parsed.filter;
  return isTerm(inner) ? termValues(inner) : [formatFilter(inner)];
}

function termValues(term: Extract<Filter, { kind: 'text' | 'number' | 'condition' | 'word' }>): readonly string[] {
  switch (term.kind) {
    case 'text':
      return term.values.map((value) => value.text);
    case 'number':
      return [`${term.comparison === '=' ? '' : term.comparison}${term.written.join(', ')}`];
    case 'condition':
      return term.conditions;
    case 'word':
      return [term.value.text];
  }
}

/** Values that negated chips of a field shut out. */
export function shutOutValues(q: string, field: TextField): readonly string[] {
  return shownChips(q).flatMap((chip) => (chip.negated && chip.field === field ? chip.values : []));
}

/** Adds what was typed to the filter, or puts it in the place of the chip that was edited. */
export function putChip(q: string, added: string, replaced: number | null): string {
  const rest = replaced === null ? q : removeChip(q, replaced);
  const parsed = parseFilter(added, 0);
  // Beside other parts an OR needs parentheses.
  const text = parsed.ok && parsed.filter.kind === 'or' && rest.trim() !== '' ? `(${added.trim()})` : added.trim();
  return [rest.trim(), text].filter((part) => part !== '').join(' ');
}
