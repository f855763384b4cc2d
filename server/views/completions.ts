import {
  completionsAt,
  LISTED_FIELDS,
  listedField,
  MAX_OPTIONS,
  placeAt,
  type Completions,
} from '@/lib/tasks/filter-completion';
import type { ViewSource } from './view';

/** A shorter word is the beginning of too many names. */
const NAMES_FROM = 2;
const NAMES_OF_A_FIELD = 4;

/** What may stand at the caret of a filter that is being written, with the names that are stored. */
export async function completeFilter(source: ViewSource, q: string, at: number): Promise<Completions> {
  const place = placeAt(q, at);
  const reader = source.reader();
  const field = listedField(place);
  if (field !== null) return completionsAt(q, at, { [field]: await reader.names(field, place.typed, MAX_OPTIONS) });
  if (place.field !== null || place.typed.length < NAMES_FROM) return completionsAt(q, at, {});
  const found = await Promise.all(
    LISTED_FIELDS.map(async (listed) => [listed, await reader.names(listed, place.typed, NAMES_OF_A_FIELD)] as const),
  );
  return completionsAt(q, at, Object.fromEntries(found));
}
