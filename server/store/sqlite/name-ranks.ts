/** Ranks are written with so many bytes, the largest digit first, so that SQLite compares them as they are. */
const RANK_BYTES = 3;
/** After all names: tasks that have none. */
const NAMELESS = 2 ** (8 * RANK_BYTES) - 1;

/**
 * The place of each name of a kind among all names, so that rows sort by name without reading it. Names have even ranks:
 * the odd ones are for names that are gone.
 */
export class NameRanks {
  private readonly ranks = new Map<number, number>();
  private readonly names: readonly string[];
  private table: Buffer | null = null;
  private ordered: readonly (readonly [id: number, rank: number])[] | null = null;

  constructor(
    entries: readonly { readonly id: number; readonly value: string }[],
    private readonly descending: boolean,
  ) {
    const names = [...new Set(entries.map(({ value }) => value))].sort(compare);
    this.names = descending ? names.reverse() : names;
    const places = new Map(this.names.map((name, place) => [name, place]));
    for (const { id, value } of entries) this.ranks.set(id, 2 * (places.get(value) ?? 0));
  }

  /** Numbers from a rank on, in order; last, null for no name. */
  *from(rank: number): Iterable<{ readonly id: number | null; readonly rank: number }> {
    this.ordered ??= [...this.ranks].sort(([, a], [, b]) => a - b);
    for (const [id, own] of this.ordered) if (own >= rank) yield { id, rank: own };
    yield { id: null, rank: NAMELESS };
  }

  rank(id: number | null): number {
    return (id === null ? undefined : this.ranks.get(id)) ?? NAMELESS;
  }

  /** The rank of a name; that of one that is gone lies between those of its neighbours. */
  rankOf(name: string | null): number {
    if (name === null) return NAMELESS;
    let low = 0;
    for (let high = this.names.length; low < high;) {
      const middle = (low + high) >> 1;
      const order = compare(this.names[middle] ?? '', name);
      if ((this.descending ? -order : order) < 0) low = middle + 1;
      else high = middle;
    }
    return this.names[low] === name ? 2 * low : 2 * low - 1;
  }

  nameAt(rank: number): string | null {
    return rank === NAMELESS ? null : (this.names[rank / 2] ?? null);
  }

  /** The ranks of all numbers one after the other: a piece of it is a row's rank, found faster than in any table. */
  get all(): Buffer {
    if (this.table !== null) return this.table;
    const highest = Math.max(0, ...this.ranks.keys());
    const table = Buffer.alloc((highest + 1) * RANK_BYTES, 0xff);
    for (const [id, rank] of this.ranks) table.writeUIntBE(rank, id * RANK_BYTES, RANK_BYTES);
    this.table = table;
    return table;
  }
}

/** SQL for the rank of the number in a column; the value to bind is `NameRanks.all`. */
export function rankIn(column: string): string {
  return `coalesce(substr(?, ${column} * ${RANK_BYTES} + 1, ${RANK_BYTES}), x'ffffff')`;
}

export function encodeRank(rank: number): Buffer {
  const bytes = Buffer.alloc(RANK_BYTES);
  bytes.writeUIntBE(Math.max(0, rank), 0, RANK_BYTES);
  return bytes;
}

export function decodeRank(stored: unknown): number {
  return Buffer.isBuffer(stored) && stored.length === RANK_BYTES ? stored.readUIntBE(0, RANK_BYTES) : NAMELESS;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
