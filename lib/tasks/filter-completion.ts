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

const MAX_OPTIONS = 12;

const SAMPLES: Readonly<Record<string, readonly string[]>> = {
  duration: ['>1s', '>5s', '>1m', '<100ms'],
  time: ['>-15m', '>-1h', '<-1h'],
  number: ['>0', '0', '>3'],
};

/** What may stand at the caret: names of fields, then values of the field that was begun. */
export function completionsAt(text: string, caret: number, facets: TaskFacets | null): Completions {
  const from = wordStart(text, caret);
  const word = text.slice(from, caret);
  const colon = word.indexOf(':');
  const field = colon === -1 ? null : filterField(word.slice(0, colon).replace(/^-/, ''));
  if (field === null) {
    const typed = word.replace(/^-/, '').toLowerCase();
    const options = Object.keys(FILTER_FIELDS)
      .filter((name) => name.startsWith(typed))
      .map((name) => ({ text: `${name}:`, label: name, count: null, goesOn: true }));
    return { from: from + (word.startsWith('-') ? 1 : 0), to: caret, kind: 'field', field: null, options };
  }
  const valueFrom = from + Math.max(colon, word.lastIndexOf(',')) + 1;
  const typed = text.slice(valueFrom, caret).toLowerCase().replace(/^"/, '');
  const options = valuesFor(field, facets).filter((option) => option.label.toLowerCase().includes(typed));
  return { from: valueFrom, to: caret, kind: 'value', field, options: options.slice(0, MAX_OPTIONS) };
}

function valuesFor(field: FilterField, facets: TaskFacets | null): readonly Completion[] {
  const known: Readonly<Partial<Record<FilterField, readonly FacetValue[]>>> =
    facets === null
      ? {}
      : {
          state: facets.states,
          queue: facets.queues,
          worker: facets.workers,
          task: facets.types,
          exception: facets.exceptions,
        };
  const values = known[field];
  if (values !== undefined) {
    return values
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
