import type { Filter, Term, TextValue } from './filter';

/** Writes a filter as text that parses to the same filter again. */
export function formatFilter(filter: Filter): string {
  switch (filter.kind) {
    case 'and':
      return filter.parts
        .map((part) => (part.kind === 'or' || part.kind === 'and' ? `(${formatFilter(part)})` : formatFilter(part)))
        .join(' ');
    case 'or':
      return filter.parts
        .map((part) => (part.kind === 'or' ? `(${formatFilter(part)})` : formatFilter(part)))
        .join(' OR ');
    case 'not':
      return isTerm(filter.part) ? `-${formatTerm(filter.part)}` : `NOT (${formatFilter(filter.part)})`;
    default:
      return formatTerm(filter);
  }
}

export function formatTerm(term: Term): string {
  switch (term.kind) {
    case 'word':
      return formatWord(term.value);
    case 'condition':
      return `is:${term.conditions.join(',')}`;
    case 'text':
      return `${term.field}:${term.values.map(formatTextValue).join(',')}`;
    case 'number':
      return `${term.field}:${term.comparison}${term.written.join(',')}`;
  }
}

/** A value as it may stand after `field:`, quoted where it must be. */
export function formatTextValue(value: TextValue): string {
  const plain = value.text !== '' && !/[\s(),"]/.test(value.text);
  return plain && (!value.quoted || !value.text.includes('*')) ? value.text : quote(value.text);
}

function formatWord(value: TextValue): string {
  const looksOtherwise = /^-|^[A-Za-z_]+:|^(?:AND|OR|NOT)$|,/.test(value.text);
  return value.quoted || looksOtherwise ? quote(value.text) : formatTextValue(value);
}

function quote(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

export function isTerm(filter: Filter): filter is Term {
  return filter.kind === 'word' || filter.kind === 'text' || filter.kind === 'number' || filter.kind === 'condition';
}
