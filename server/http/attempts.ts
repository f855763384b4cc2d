/**
 * Counts attempts by address and name, so that one user's stale password behind a shared proxy does not lock out the
 * others, and by address alone, so that guessing names does not help either.
 */
export class Attempts {
  readonly #counts = new Map<string, { count: number; until: number }>();

  constructor(
    private readonly now: () => number,
    private readonly limits = { perName: 10, perAddress: 100, windowSeconds: 60, entries: 10_000 },
  ) {}

  /** Seconds until another attempt may be made; 0 when it may be now. */
  waitSeconds(address: string, name: string): number {
    const network = networkOf(address);
    return Math.max(
      this.#wait(network, this.limits.perAddress),
      this.#wait(nameKey(network, name), this.limits.perName),
    );
  }

  count(address: string, name: string): void {
    const network = networkOf(address);
    this.#add(network);
    this.#add(nameKey(network, name));
  }

  #wait(key: string, limit: number): number {
    const entry = this.#counts.get(key);
    if (entry === undefined || entry.count < limit) return 0;
    return Math.max(0, Math.ceil(entry.until - this.now()));
  }

  #add(key: string): void {
    const now = this.now();
    const entry = this.#counts.get(key);
    const current = entry !== undefined && entry.until > now;
    this.#counts.delete(key);
    this.#counts.set(key, {
      count: current ? entry.count + 1 : 1,
      until: current ? entry.until : now + this.limits.windowSeconds,
    });
    // The map keeps the order of the newest attempt: the first is the one that matters least.
    for (const oldest of this.#counts.keys()) {
      if (this.#counts.size <= this.limits.entries) break;
      this.#counts.delete(oldest);
    }
  }
}

function nameKey(address: string, name: string): string {
  return `${address} ${name.slice(0, 100)}`;
}

/** Whoever has one address of IPv6 has 2^64 of them, so they count as one. */
function networkOf(address: string): string {
  if (!address.includes(':') || address.startsWith('::ffff:')) return address;
  const [head = '', tail = ''] = address.split('%')[0]?.split('::') ?? [];
  const left = head.split(':').filter(Boolean);
  const right = tail.split(':').filter(Boolean);
  const zeros = Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0');
  return [...left, ...(address.includes('::') ? zeros : []), ...right].slice(0, 4).join(':');
}
