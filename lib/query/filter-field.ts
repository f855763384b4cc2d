import { FIELD_ALIASES, FILTER_FIELDS, type FilterField } from './filter';

/** The field a name or an alias stands for; null when there is none. */
export function filterField(name: string): FilterField | null {
  const lower = name.toLowerCase();
  if (isField(lower)) return lower;
  return Object.hasOwn(FIELD_ALIASES, lower) ? (FIELD_ALIASES[lower] ?? null) : null;
}

function isField(name: string): name is FilterField {
  return Object.hasOwn(FILTER_FIELDS, name);
}
