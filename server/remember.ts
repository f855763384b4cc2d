/** Reads at most once in `seconds`; a failed read is not remembered. */
export function remember<T>(seconds: number, now: () => number, read: () => T): () => T {
  let known: { readonly value: T; readonly until: number } | null = null;
  return () => {
    if (known !== null && now() < known.until) return known.value;
    const value = read();
    known = { value, until: now() + seconds };
    return value;
  };
}
