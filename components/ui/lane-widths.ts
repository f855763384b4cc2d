const THINNEST = 3;

/** Widths in proportion to the counts, none of something under 3 px, all together the width that there is. */
export function laneWidths(counts: readonly number[], width: number): readonly number[] {
  const filled = counts.filter((count) => count > 0).length;
  if (filled === 0) return counts.map(() => 0);
  const room = width - (filled - 1);
  let thin: readonly boolean[] = counts.map(() => false);
  let perMessage = pixelsPerMessage(counts, thin, room);
  // What the thin lanes are given is taken from the others, which may make the next one thin.
  for (;;) {
    const next = counts.map((count) => count > 0 && count * perMessage < THINNEST);
    if (next.every((isThin, index) => !isThin || thin[index])) break;
    thin = next.map((isThin, index) => isThin || (thin[index] ?? false));
    perMessage = pixelsPerMessage(counts, thin, room);
  }
  return counts.map((count, index) => (count === 0 ? 0 : thin[index] ? THINNEST : count * perMessage));
}

function pixelsPerMessage(counts: readonly number[], thin: readonly boolean[], room: number): number {
  const messages = counts.reduce((sum, count, index) => sum + (thin[index] ? 0 : count), 0);
  const left = room - thin.filter(Boolean).length * THINNEST;
  return messages === 0 ? 0 : left / messages;
}
