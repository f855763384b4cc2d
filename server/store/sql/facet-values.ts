import { MAX_FACET_VALUES } from '@/lib/api/limits';
import type { FacetValue } from '@/lib/api/views';
import type { FilterField } from '@/lib/query/filter';
import type { DictKind } from './kinds';

/** So many of the newest matches are counted; facets of more are not exact. */
export const SCANNED_ROWS = 50_000;

export const FACETS = {
  states: { field: 'state', column: 'state' },
  queues: { field: 'queue', column: 'queue' },
  workers: { field: 'worker', column: 'worker' },
  types: { field: 'task', column: 'name' },
  exceptions: { field: 'exception', column: 'exception' },
} as const satisfies Record<string, { field: FilterField; column: DictKind }>;
export type Facet = keyof typeof FACETS;

type Counted = readonly [value: string | null, count: number];

/** Of what was counted by the numbers of names. */
export function facetOf(
  column: DictKind,
  counts: ReadonlyMap<number | null, number>,
  nameOf: (id: number | null) => string | null,
): readonly FacetValue[] {
  const named = [...counts].map(([id, count]) => [nameOf(id), count] as const);
  return largest(named.filter(([value]) => column !== 'exception' || (value ?? '') !== ''));
}

/** Of all stored tasks: `known` are those that have a name, `total` all. Most tasks have no exception, which is no value. */
export function facetOfAll(
  column: DictKind,
  known: readonly Counted[],
  { named, total }: { readonly named: number; readonly total: number },
): readonly FacetValue[] {
  const unknown = column === 'exception' ? 0 : total - named;
  return largest([...known, ...(unknown > 0 ? [[null, unknown] as const] : [])]);
}

function largest(counts: readonly Counted[]): readonly FacetValue[] {
  return counts
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, MAX_FACET_VALUES)
    .map(([value, count]) => ({ value, count }));
}
