import type { Filter, TextField, TextValue } from '@/lib/query/filter';
import { FlowerError } from './flower-error';
import { stateOfFlower } from './flower-task';
import type { Search } from './flower-search';

const NOWHERE = { from: 0, to: 0 };

/** The same search in our own grammar. Whoever may not see arguments can't find out by searching what they are. */
export function toFilter(search: Search, seesArguments: boolean): Filter {
  if (search.kind !== 'term')
    return { kind: search.kind, parts: search.parts.map((part) => toFilter(part, seesArguments)), ...NOWHERE };
  const { field, value } = search;
  if (!seesArguments && (field === 'args' || field === 'kwargs' || field === 'result'))
    throw new FlowerError(403, `Your role does not see arguments, so ${field}: can’t be searched`);
  switch (field) {
    case null:
      return anywhere(value, seesArguments);
    case 'name':
      return textTerm('task', [part(value)]);
    case 'state':
      return exactly('state', stateOfFlower(value.toUpperCase()));
    case 'worker':
      return textTerm('worker', [part(value)]);
    case 'kwargs':
      return textTerm('kwargs', value.includes('=') ? pair(value) : [{ text: value, quoted: true }]);
    default:
      return textTerm(field, [{ text: value, quoted: true }]);
  }
}

/** A field that has this value, whatever the case of its letters. */
export function exactly(field: TextField, text: string): Filter {
  return textTerm(field, [{ text, quoted: true }]);
}

export function both(parts: readonly Filter[]): Filter {
  return { kind: 'and', parts, ...NOWHERE };
}

function anywhere(value: string, seesArguments: boolean): Filter {
  const quoted = { text: value, quoted: true };
  const parts: Filter[] = [textTerm('state', [part(value)]), textTerm('worker', [part(value)])];
  if (seesArguments) parts.push({ kind: 'word', value: quoted, ...NOWHERE }, textTerm('result', [quoted]));
  else parts.push(textTerm('task', [part(value)]));
  // Only what may be a piece of an id is looked for in ids: that reads all of them.
  if (/^[\da-f-]+$/i.test(value)) parts.push(textTerm('uuid', [part(value)]));
  return { kind: 'or', parts, ...NOWHERE };
}

/** Part of a name. A value with wildcards can't be quoted, so what would need it may be any character. */
function part(value: string): TextValue {
  return { text: `*${value.replace(/[\s(),"]/g, '*')}*`, quoted: false };
}

// As Python writes a dict of plain values.
function pair(value: string): readonly TextValue[] {
  const at = value.indexOf('=');
  const name = value.slice(0, at).trim();
  const item = value.slice(at + 1).trim();
  return [`'${item}'`, `"${item}"`, `${item},`, `${item}}`].map((text) => ({
    text: `'${name}': ${text}`,
    quoted: true,
  }));
}

function textTerm(field: TextField, values: readonly TextValue[]): Filter {
  return { kind: 'text', field, values, ...NOWHERE };
}
