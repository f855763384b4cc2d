import type { Count, TaskFacets } from '../api/views';
import { fieldValues } from '../query/edit-filter';
import { shutOutValues } from './filter-chips';

/** Always offered, in the order of a task's life; the others only when there are some. */
const ALWAYS = ['SENT', 'RECEIVED', 'STARTED', 'RETRY', 'SUCCESS', 'FAILURE', 'REVOKED', 'REJECTED'];

export interface StateTabs {
  readonly tabs: readonly { readonly state: string; readonly count: Count | null }[];
  /** The one state that the filter asks for; null when it asks for none or several. */
  readonly chosen: string | null;
  readonly all: Count | null;
}

/** Counts of states are of the filter without its own words on states; what it shuts out is not offered. */
export function toStateTabs(q: string, facets: TaskFacets | null, count: Count | null): StateTabs {
  const asked = fieldValues(q, 'state');
  const out = new Set(shutOutValues(q, 'state'));
  const counts = new Map((facets?.states ?? []).map(({ value, count: inState }) => [value ?? '', inState]));
  const others = [...counts.keys()].filter((state) => state !== '' && !ALWAYS.includes(state));
  const states = [...ALWAYS, ...others].filter((state) => !out.has(state));
  const tabs = states.map((state) => ({
    state,
    count: facets === null ? null : { value: counts.get(state) ?? 0, exact: facets.exact !== false },
  }));
  const chosen = asked.length === 1 ? (asked[0] ?? null) : null;
  if (asked.length === 0) return { tabs, chosen, all: count };
  const sum = states.reduce((total, state) => total + (counts.get(state) ?? 0), 0);
  return { tabs, chosen, all: facets === null ? null : { value: sum, exact: facets.exact !== false } };
}
