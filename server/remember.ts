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

/** The same for questions of many kinds, of which the `most` asked last are remembered. */
export function rememberEach<Q, T>(
  { seconds, most, now }: { readonly seconds: number; readonly most: number; readonly now: () => number },
  read: (question: Q) => Promise<T>,
): (question: Q) => Promise<T> {
  const known = new Map<string, () => Promise<T>>();
  return (question) => {
    const key = JSON.stringify(question);
    const ask = known.get(key) ?? remember(seconds, now, () => read(question));
    known.delete(key);
    known.set(key, ask);
    const [oldest] = known.keys();
    if (known.size > most && oldest !== undefined) known.delete(oldest);
    return ask();
  };
}

/** The last good answer where a read fails, else `unknown`. */
export function lastKnown<T>(unknown: T, read: () => Promise<T>): () => Promise<T> {
  let known = unknown;
  return async () => {
    try {
      known = await read();
    } catch {
      // Whoever reads for its own sake is told; who shows it beside other things shows what was.
    }
    return known;
  };
}

// What fails before it has begun is a failed read like any other.
async function begin<T>(read: () => Promise<T>): Promise<T> {
  return read();
}
