/** What the reader marked. `all` is every task that matches the query, seen or not. */
export interface Selection {
  readonly ids: readonly string[];
  readonly scope: 'these' | 'all';
  /** Where a range begins. */
  readonly anchor: string | null;
}

export const EMPTY_SELECTION: Selection = { ids: [], scope: 'these', anchor: null };

export function toggle(selection: Selection, id: string): Selection {
  const ids = selection.ids.includes(id) ? selection.ids.filter((other) => other !== id) : [...selection.ids, id];
  return { ids, scope: 'these', anchor: id };
}

/** Marks all rows between the anchor and `id` in the order they are shown; what was marked elsewhere stays. */
export function extendTo(selection: Selection, id: string, shown: readonly string[]): Selection {
  const from = selection.anchor === null ? -1 : shown.indexOf(selection.anchor);
  const to = shown.indexOf(id);
  if (from === -1 || to === -1) return toggle(selection, id);
  const range = shown.slice(Math.min(from, to), Math.max(from, to) + 1);
  return { ids: [...new Set([...selection.ids, ...range])], scope: 'these', anchor: selection.anchor };
}

/** First all shown rows, then, asked again, all that match; a third time lets go. */
export function selectPage(selection: Selection, shown: readonly string[]): Selection {
  if (shown.length === 0 || selection.scope === 'all') return EMPTY_SELECTION;
  const marked = new Set(selection.ids);
  if (shown.every((id) => marked.has(id))) return { ...selection, scope: 'all' };
  return { ids: [...new Set([...selection.ids, ...shown])], scope: 'these', anchor: shown.at(-1) ?? null };
}

export function setScope(selection: Selection, scope: Selection['scope']): Selection {
  return { ...selection, scope };
}

/** State of the box in the table's head. */
export function pageMark(selection: Selection, shown: readonly string[]): 'none' | 'some' | 'all' {
  const marked = new Set(selection.ids);
  const count = shown.filter((id) => marked.has(id)).length;
  if (count === 0) return 'none';
  return count === shown.length ? 'all' : 'some';
}
