/** Of `names` the one that `name` is most likely a typo of; null when none is near. */
export function nearestName(name: string, names: readonly string[]): string | null {
  const most = Math.max(1, Math.floor(name.length / 4));
  let best: { readonly name: string; readonly distance: number } | null = null;
  for (const other of names) {
    const distance = editDistance(name.toLowerCase(), other.toLowerCase(), most);
    if (distance <= most && (best === null || distance < best.distance)) best = { name: other, distance };
  }
  return best?.name ?? null;
}

/** Letters to insert, remove, replace or swap (Damerau–Levenshtein, each place once); more than `most` is any larger number. */
function editDistance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, n) => n);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const isSame = a[i - 1] === b[j - 1];
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (isSame ? 0 : 1));
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (isSwap) cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? most + 1;
}
