import type { Filter } from './filter';

const TEXT_FIELDS: readonly string[] = ['args', 'kwargs', 'result', 'exception'];

/** Whether the filter looks into arguments, results or exceptions, for which no store has an index. */
export function searchesTexts(filter: Filter): boolean {
  if (filter.kind === 'and' || filter.kind === 'or') return filter.parts.some(searchesTexts);
  if (filter.kind === 'not') return searchesTexts(filter.part);
  return filter.kind === 'word' || (filter.kind === 'text' && TEXT_FIELDS.includes(filter.field));
}
