export interface SparkBar {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly zero: boolean;
}

/** Bars with a third of their width between them; something small still gets 1.5 px, so that it differs from zero. */
export function barsOf(values: readonly (number | null)[], width: number, height: number): readonly SparkBar[] {
  const step = width / Math.max(1, values.length);
  const highest = highestOf(values);
  return values.flatMap((value, index) => {
    if (value === null) return [];
    const drawn = value <= 0 ? 1 : Math.max(1.5, (value / highest) * (height - 1));
    return [
      {
        x: round(index * step),
        y: round(height - drawn),
        width: round(step * 0.66),
        height: round(drawn),
        zero: value <= 0,
      },
    ];
  });
}

/** A line and the area under it for each run of measured values. */
export function linePath(
  values: readonly (number | null)[],
  width: number,
  height: number,
): readonly { readonly line: string; readonly area: string }[] {
  const step = width / Math.max(1, values.length - 1);
  const highest = highestOf(values);
  return runsOf(values).map((run) => {
    const points = run.map(
      ({ index, value }) => `${round(index * step)},${round(height - 1 - (value / highest) * (height - 3))}`,
    );
    const line = `M${points.join(' L')}`;
    const from = round((run[0]?.index ?? 0) * step);
    const to = round((run.at(-1)?.index ?? 0) * step);
    return { line, area: `${line} L${to},${height} L${from},${height} Z` };
  });
}

interface Point {
  readonly index: number;
  readonly value: number;
}

function runsOf(values: readonly (number | null)[]): readonly (readonly Point[])[] {
  const runs: Point[][] = [];
  let before: number | null = null;
  for (const [index, value] of values.entries()) {
    if (value !== null) {
      if (before === null) runs.push([]);
      runs.at(-1)?.push({ index, value });
    }
    before = value;
  }
  return runs;
}

function highestOf(values: readonly (number | null)[]): number {
  return Math.max(...values.map((value) => value ?? 0), Number.MIN_VALUE);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
