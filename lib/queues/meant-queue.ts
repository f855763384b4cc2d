import { editDistance } from '../query/nearest';

/** Of the queues that are consumed the one that `name` is likely a typo of; null when none is near. */
export function meantQueue(name: string, consumed: Iterable<string>): string | null {
  let best: { readonly name: string; readonly distance: number } | null = null;
  for (const other of consumed) {
    // `part1` and `part2` are neighbours, not typos of each other.
    if (other === name || withoutDigits(other) === withoutDigits(name)) continue;
    const distance = editDistance(folded(name), folded(other));
    const isNear = distance <= Math.floor(Math.min(name.length, other.length) / 3);
    if (isNear && (best === null || distance < best.distance)) best = { name: other, distance };
  }
  return best?.name ?? null;
}

// Upper case and the sign between words are mixed up as easily as letters are.
function folded(name: string): string {
  return name.toLowerCase().replace(/[-_. :]/g, '');
}

function withoutDigits(name: string): string {
  return name.replace(/\d+/g, '#');
}
