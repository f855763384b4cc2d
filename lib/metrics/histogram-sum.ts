import { HISTOGRAM_VERSION, readVarint } from './encode-histogram';
import { BUCKET_COUNT, BUCKET_ORIGIN, middleOf, upperEndOf } from './histogram';

/** Sums up stored histograms, some thousands at a time: counts stand in an array, and no map is built. */
export class HistogramSum {
  private counts: Float64Array | null = null;
  private total = 0;
  private zero = 0;
  private sumSeconds = 0;

  get count(): number {
    return this.total;
  }

  get mean(): number | null {
    return this.total === 0 ? null : this.sumSeconds / this.total;
  }

  /** Begins anew. */
  clear(): void {
    this.counts?.fill(0);
    this.total = 0;
    this.zero = 0;
    this.sumSeconds = 0;
  }

  /** False, and nothing added, when the bytes are not of a version we know. */
  add(bytes: Uint8Array): boolean {
    if (bytes[0] !== HISTOGRAM_VERSION) return false;
    if (bytes.length === 1) return true;
    if (bytes.length < 11) return false;
    const cursor = { at: 9 };
    const zero = readVarint(bytes, cursor);
    const size = readVarint(bytes, cursor);
    if (zero === null || size === null || !isWhole(bytes, { ...cursor }, size)) return false;
    const counts = (this.counts ??= new Float64Array(BUCKET_COUNT));
    let added = zero;
    let index = 0;
    for (let n = 0; n < size; n += 1) {
      index += readVarint(bytes, cursor) ?? 0;
      const count = readVarint(bytes, cursor) ?? 0;
      counts[index] = (counts[index] ?? 0) + count;
      added += count;
    }
    this.total += added;
    this.zero += zero;
    this.sumSeconds += new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getFloat64(1, true);
    return true;
  }

  /** The values below which a share of all lies (nearest rank), rising shares; null when there are none. */
  quantiles(shares: readonly number[]): readonly (number | null)[] {
    if (this.total === 0) return shares.map(() => null);
    const counts = this.counts ?? new Float64Array(0);
    let index = -1;
    let seen = this.zero;
    return shares.map((share) => {
      const rank = Math.max(1, Math.ceil(Math.min(1, Math.max(0, share)) * this.total));
      while (seen < rank && index + 1 < counts.length) {
        index += 1;
        seen += counts[index] ?? 0;
      }
      return index < 0 ? 0 : middleOf(index + BUCKET_ORIGIN);
    });
  }

  /** How many values lie up to each of these ends, which rise; those beyond the last are in none. */
  steps(ends: readonly number[]): readonly number[] {
    const steps = ends.map(() => 0);
    let step = 0;
    if (steps.length > 0) steps[0] = this.zero;
    for (const [index, count] of (this.counts ?? []).entries()) {
      if (count === 0) continue;
      while (step < ends.length && middleOf(index + BUCKET_ORIGIN) > (ends[step] ?? 0)) step += 1;
      if (step < ends.length) steps[step] = (steps[step] ?? 0) + count;
    }
    return steps;
  }

  /** The longest value, at most a bucket too long; null when there are none. */
  get longest(): number | null {
    if (this.total === 0) return null;
    const last = this.counts?.findLastIndex((count) => count > 0) ?? -1;
    return last < 0 ? 0 : upperEndOf(last + BUCKET_ORIGIN);
  }
}

// Checked before anything is added, so that a damaged one adds nothing.
function isWhole(bytes: Uint8Array, cursor: { at: number }, size: number): boolean {
  let index = 0;
  for (let n = 0; n < size; n += 1) {
    const step = readVarint(bytes, cursor);
    const count = readVarint(bytes, cursor);
    if (step === null || count === null) return false;
    index += step;
    if (index >= BUCKET_COUNT) return false;
  }
  return true;
}
