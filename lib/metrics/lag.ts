/** Median of the last `size` differences, cheap enough to ask four times a second. */
export interface MedianWindow {
  add(value: number): void;
  /** null while empty. */
  median(): number | null;
}

export function createMedianWindow(size: number): MedianWindow {
  const values: number[] = [];
  let next = 0;
  return {
    add(value) {
      values[next] = value;
      next = (next + 1) % size;
    },
    median() {
      if (values.length === 0) return null;
      const sorted = values.toSorted((a, b) => a - b);
      return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
    },
  };
}
