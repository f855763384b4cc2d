const THINNEST = 3;

/** Widths in proportion to the counts, none of something under 3 px, all together the width that there is. */
export function laneWidths(counts: readonly number[], width: number): readonly number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return counts.map(() => 0);
  const gaps = counts.filter((count) => count > 0).length - 1;
  const room = width - gaps;
  const thin = counts.map((count) => count > 0 && (count / total) * room < THINNEST);
  const wideTotal = counts.reduce((sum, count, index) => sum + (thin[index] ? 0 : count), 0);
  const wideRoom = room - thin.filter(Boolean).length * THINNEST;
  return counts.map((count, index) => (count === 0 ? 0 : thin[index] ? THINNEST : (count / wideTotal) * wideRoom));
}
