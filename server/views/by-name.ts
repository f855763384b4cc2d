const order = new Intl.Collator('en', { numeric: true });

/** Sorts by name as people do: `w2` before `w10`. */
export function byName<T>(nameOf: (item: T) => string): (a: T, b: T) => number {
  return (a, b) => order.compare(nameOf(a), nameOf(b));
}
