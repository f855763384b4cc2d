import type { FacetValue, TaskFacets } from '../api/views';
import { CONDITIONS, FILTER_FIELDS, type FilterField } from '../query/filter';
import { filterField } from '../query/filter-field';
import { formatTextValue } from '../query/format-filter';

export interface Completion {
  /** What is put in place of `from` to `to`. */
  readonly text: string;
  readonly label: string;
  readonly count: number | null;
  /** A field is followed by its value, so the list stays open. */
  readonly goesOn: boolean;
}

export interface Completions {
  readonly from: number;
  readonly to: number;
  readonly kind: 'field' | 'value';
  readonly field: FilterField | null;
  readonly options: readonly Completion[];
}

/** The fields whose values the store can list. */
export const LISTED_FIELDS = ['state', 'task', 'queue', 'worker', 'exception'] as const;
export type ListedField = (typeof LISTED_FIELDS)[number];
export type ListedValues = Readonly<Partial<Record<ListedField, readonly FacetValue[]>>>;

/** What stands at the caret: a word that may become a field, or a value of a field that was begun. */
export interface CompletionPlace {
  readonly from: number;
  readonly to: number;
  readonly field: FilterField | null;
  readonly typed: string;
}

export const MAX_OPTIONS = 12;
const KEYWORDS = ['OR', 'NOT', 'AND'];

const SAMPLES: Readonly<Record<string, readonly string[]>> = {
  duration: ['>1s', '>5s', '>1m', '<100ms'],
  time: ['>-15m', '>-1h', '<-1h'],
  number: ['>0', '0', '>3'],
};

export function placeAt(text: string, caret: number): CompletionPlace {
  const from = wordStart(text, caret);
  const word = text.slice(from, caret);
  const colon = word.indexOf(':');
  const field = colon === -1 ? null : filterField(word.slice(0, colon).replace(/^-/, ''));
  if (field === null) {
    const typed = word.replace(/^-/, '');
    return { from: caret - typed.length, to: caret, field, typed };
  }
  const valueFrom = from + Math.max(colon, lastComma(word)) + 1;
  return { from: valueFrom, to: caret, field, typed: text.slice(valueFrom, caret).replace(/^"/, '') };
}

/** The field whose values are asked for, where the store can list them. */
export function listedField({ field }: CompletionPlace): ListedField | null {
  return LISTED_FIELDS.find((listed) => listed === field) ?? null;
}

/** What may stand at the caret: names of fields and keywords, or values of the field that was begun. */
export function completionsAt(text: string, caret: number, values: ListedValues): Completions {
  const place = placeAt(text, caret);
  const { from, to, field } = place;
  if (field === null) return { from, to, kind: 'field', field, options: wordOptions(place, values) };
  const typed = place.typed.toLowerCase();
  const options = valueOptions(field, values).filter(({ label }) => label.toLowerCase().includes(typed));
  return { from, to, kind: 'value', field, options: options.slice(0, MAX_OPTIONS) };
}

export function facetValues(facets: TaskFacets | null): ListedValues {
  if (facets === null) return {};
  const { states, queues, workers, types, exceptions } = facets;
  return { state: states, queue: queues, worker: workers, task: types, exception: exceptions };
}

// A word may be the beginning of a field or a keyword, or a part of a name that is better sought in its field.
function wordOptions({ typed }: CompletionPlace, values: ListedValues): readonly Completion[] {
  const lower = typed.toLowerCase();
  const fields = Object.keys(FILTER_FIELDS)
    .filter((name) => name.startsWith(lower))
    .map((name) => ({ text: `${name}:`, label: name, count: null, goesOn: true }));
  if (typed === '') return fields;
  const keywords = KEYWORDS.filter((keyword) => keyword.startsWith(typed)).map((keyword) => ({
    text: `${keyword} `,
    label: keyword,
    count: null,
    goesOn: true,
  }));
  const named = LISTED_FIELDS.flatMap((field) =>
    valueOptions(field, { [field]: values[field] ?? [] })
      .filter(({ label }) => typed.length > 1 && label.toLowerCase().includes(lower))
      .map((option) => ({ ...option, text: `${field}:${option.text}`, label: `${field}:${option.label}` })),
  );
  return [...fields, ...keywords, ...named].slice(0, MAX_OPTIONS);
}

function valueOptions(field: FilterField, values: ListedValues): readonly Completion[] {
  const listed = LISTED_FIELDS.find((name) => name === field);
  if (listed !== undefined) {
    return (values[listed] ?? [])
      .filter((value) => value.value !== null && value.value !== '')
      .map(({ value, count }) => ({
        text: formatTextValue({ text: value ?? '', quoted: (value ?? '').includes('*') }),
        label: value ?? '',
        count,
        goesOn: false,
      }));
  }
  const samples = field === 'is' ? CONDITIONS : (SAMPLES[FILTER_FIELDS[field]] ?? []);
  return samples.map((sample) => ({ text: sample, label: sample, count: null, goesOn: false }));
}

/** Start of the word under the caret; a quoted text is one word. */
function wordStart(text: string, caret: number): number {
  let start = 0;
  let quoted = false;
  for (let at = 0; at < caret; at += 1) {
    const char = text.charAt(at);
    if (char === '"') quoted = !quoted;
    if (!quoted && (char === ' ' || char === '(')) start = at + 1;
  }
  return start;
}

/** The last comma between values, not one within a quoted value. */
function lastComma(word: string): number {
  let comma = -1;
  let quoted = false;
  for (let at = 0; at < word.length; at += 1) {
    const char = word.charAt(at);
    if (char === '"') quoted = !quoted;
    else if (!quoted && char === ',') comma = at;
  }
  return comma;
}

/** The text with a completion taken, and where the caret goes. */
export function takeCompletion(
  text: string,
  completions: Completions,
  option: Completion,
): { readonly text: string; readonly caret: number } {
  const added = option.goesOn ? option.text : `${option.text} `;
  const rest = text.slice(completions.to);
  const next = text.slice(0, completions.from) + added + (option.goesOn ? rest : rest.replace(/^ /, ''));
  return { text: next, caret: completions.from + added.length };
}
