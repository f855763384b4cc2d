/**
 * Slows down whoever guesses passwords: counts failures by address and name, so that one user's stale password behind a
 * shared proxy does not lock out the others, and by address alone, so that guessing names does not help either.
 */
export class FailedLogins {
  readonly #failures = new Map<string, { count: number; until: number }>();

  constructor(
    private readonly now: () => number,
    private readonly limits = { perName: 10, perAddress: 100, windowSeconds: 60, entries: 10_000 },
  ) {}

  /** Seconds until another attempt is heard; 0 when it is now. */
  waitSeconds(address: string, name: string): number {
    return Math.max(
      this.#wait(address, this.limits.perAddress),
      this.#wait(nameKey(address, name), this.limits.perName),
    );
  }

  failed(address: string, name: string): void {
    this.#count(address);
    this.#count(nameKey(address, name));
  }

  #wait(key: string, limit: number): number {
    const entry = this.#failures.get(key);
    if (entry === undefined || entry.count < limit) return 0;
    return Math.max(0, Math.ceil(entry.until - this.now()));
  }

  #count(key: string): void {
    const now = this.now();
    const entry = this.#failures.get(key);
    const current = entry !== undefined && entry.until > now;
    this.#failures.delete(key);
    this.#failures.set(key, {
      count: current ? entry.count + 1 : 1,
      until: current ? entry.until : now + this.limits.windowSeconds,
    });
    // The map keeps the order of the newest failure: the first is the one that matters least.
    for (const oldest of this.#failures.keys()) {
      if (this.#failures.size <= this.limits.entries) break;
      this.#failures.delete(oldest);
    }
  }
}

function nameKey(address: string, name: string): string {
  return `${address} ${name.slice(0, 100)}`;
}
