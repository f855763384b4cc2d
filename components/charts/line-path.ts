/** A point of a line: shares of the plot, 0 to 1 from the left and from below; null is a gap. */
export type LinePoint = number | null;

/**
 * An SVG path through the middles of steps, in a box of `width` by `height`. A gap breaks it; a point between two gaps is
 * a short stroke, which would otherwise not be seen.
 */
export function linePath(points: readonly LinePoint[], width: number, height: number): string {
  const step = width / points.length;
  const y = (share: number): string => round(height * (1 - share));
  return points
    .map((share, index) => {
      if (share === null) return '';
      const x = (index + 0.5) * step;
      const [before, after] = [points[index - 1] ?? null, points[index + 1] ?? null];
      if (before !== null) return `L${round(x)} ${y(share)}`;
      if (after !== null) return `M${round(x)} ${y(share)}`;
      return `M${round(x - step * 0.3)} ${y(share)}h${round(step * 0.6)}`;
    })
    .join('');
}

/** The same as stairs: each value lasts as long as its step. */
export function stairPath(points: readonly LinePoint[], width: number, height: number): string {
  const step = width / points.length;
  return points
    .map((share, index) => {
      if (share === null) return '';
      const y = round(height * (1 - share));
      const before = points[index - 1] ?? null;
      return `${before === null ? `M${round(index * step)} ${y}` : `V${y}`}H${round((index + 1) * step)}`;
    })
    .join('');
}

/** The area between two stairs, one block for each run of steps that has both. */
export function stairArea(
  low: readonly LinePoint[],
  high: readonly LinePoint[],
  width: number,
  height: number,
): string {
  const step = width / high.length;
  const y = (share: number): string => round(height * (1 - share));
  return high
    .map((top, index) => {
      const bottom = low[index] ?? null;
      if (top === null || bottom === null || top <= bottom) return '';
      return `M${round(index * step)} ${y(bottom)}V${y(top)}H${round((index + 1) * step)}V${y(bottom)}Z`;
    })
    .join('');
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}
