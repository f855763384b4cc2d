/** Reads at most once in `seconds`, whoever asks; a failed read is not remembered. */
export function remember<T>(seconds: number, now: () => number, read: () => Promise<T>): () => Promise<T> {
  let known: { readonly value: Promise<T>; readonly until: number } | null = null;
  return () => {
    if (known !== null && now() < known.until) return known.value;
    const value = begin(read);
    const own = { value, until: now() + seconds };
    known = own;
    value.catch(() => {
      if (known === own) known = null;
    });
    return value;
  };
}

// What fails before it has begun is a failed read like any other.
async function begin<T>(read: () => Promise<T>): Promise<T> {
  return read();
}
