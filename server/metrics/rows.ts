import { labelOf, OTHER_LABEL } from '@/lib/metrics/counts/label';
import { labels, type Family, type Sample } from './family';

export interface Rows<R> {
  readonly byLabel: ReadonlyMap<string, R>;
  /** Some were summed. */
  readonly isFull: boolean;
}

/** At most so many rows by name, and one more for the rest; names that are one label are one row. */
export function boundedRows<T, R>(
  items: Iterable<T>,
  most: number,
  nameOf: (item: T) => string,
  emptyRow: () => R,
  add: (row: R, item: T) => void,
): Rows<R> {
  const byLabel = new Map<string, R>();
  let isFull = false;
  for (const item of items) {
    const own = labelOf(nameOf(item));
    const hasPlace = byLabel.has(own) || byLabel.size < most;
    isFull ||= !hasPlace;
    const label = hasPlace ? own : OTHER_LABEL;
    const row = byLabel.get(label) ?? emptyRow();
    byLabel.set(label, row);
    add(row, item);
  }
  return { byLabel, isFull };
}

/** What is not known adds nothing; where nothing is known the sum is not known. */
export function sumOf(sum: number | null, value: number | null): number | null {
  return value === null ? sum : (sum ?? 0) + value;
}

/** A gauge with one sample for each row of which it is known. */
export function rowGauge<R>(
  name: string,
  help: string,
  label: string,
  rows: Rows<R>,
  read: (row: R) => number | null,
): Family {
  return { name, help, type: 'gauge', samples: samplesOf(label, rows, read) };
}

function* samplesOf<R>(label: string, rows: Rows<R>, read: (row: R) => number | null): Iterable<Sample> {
  for (const [name, row] of rows.byLabel) {
    const value = read(row);
    if (value !== null) yield ['', labels({ [label]: name }), value];
  }
}
