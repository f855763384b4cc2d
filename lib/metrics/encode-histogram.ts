import { BUCKET_ORIGIN, HistogramBuilder, isBucket, type Histogram } from './histogram';

// Version 1: the version byte, the sum as a float64 (little endian), then varints: zero, number of buckets, and for each
// bucket in rising order its distance to the one before and its count. An empty histogram is the version byte alone.
export const HISTOGRAM_VERSION = 1;
const HEADER_BYTES = 9;

export function encodeHistogram(histogram: Histogram): Uint8Array {
  if (histogram.count === 0) return Uint8Array.of(HISTOGRAM_VERSION);
  const sorted = [...histogram.buckets].filter(([, count]) => count > 0).sort(([a], [b]) => a - b);
  const numbers = [histogram.zero, sorted.length];
  let previous = BUCKET_ORIGIN;
  for (const [bucket, count] of sorted) {
    numbers.push(bucket - previous, count);
    previous = bucket;
  }
  const bytes = new Uint8Array(HEADER_BYTES + numbers.reduce((size, number) => size + varintBytes(number), 0));
  bytes[0] = HISTOGRAM_VERSION;
  new DataView(bytes.buffer).setFloat64(1, histogram.sum, true);
  let at = HEADER_BYTES;
  for (const number of numbers) at = writeVarint(bytes, at, number);
  return bytes;
}

/** null when the bytes are not a histogram of a version we know. */
export function decodeHistogram(bytes: Uint8Array): Histogram | null {
  const builder = new HistogramBuilder();
  return mergeEncoded(builder, bytes) ? builder.build() : null;
}

/** Adds an encoded histogram to a builder; false, and nothing added, when the bytes are not of a version we know. */
export function mergeEncoded(builder: HistogramBuilder, bytes: Uint8Array): boolean {
  if (bytes[0] !== HISTOGRAM_VERSION) return false;
  if (bytes.length === 1) return true;
  if (bytes.length < HEADER_BYTES + 2) return false;
  const sum = new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getFloat64(1, true);
  const cursor = { at: HEADER_BYTES };
  const zero = readVarint(bytes, cursor);
  const size = readVarint(bytes, cursor);
  if (zero === null || size === null) return false;
  const pairs: number[] = [];
  let bucket = BUCKET_ORIGIN;
  for (let index = 0; index < size; index += 1) {
    const step = readVarint(bytes, cursor);
    const count = readVarint(bytes, cursor);
    if (step === null || count === null) return false;
    bucket += step;
    if (!isBucket(bucket)) return false;
    pairs.push(bucket, count);
  }
  builder.addCounts(zero, sum, pairs);
  return true;
}

// Counts may pass 2^31, hence arithmetic instead of bit operations.
function varintBytes(value: number): number {
  let size = 1;
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) size += 1;
  return size;
}

function writeVarint(bytes: Uint8Array, at: number, value: number): number {
  let rest = value;
  let next = at;
  while (rest >= 128) {
    bytes[next++] = (rest % 128) + 128;
    rest = Math.floor(rest / 128);
  }
  bytes[next++] = rest;
  return next;
}

/** A number at the cursor, which moves beyond it; null when the bytes end or it is none of ours. */
export function readVarint(bytes: Uint8Array, cursor: { at: number }): number | null {
  let value = 0;
  for (let factor = 1; factor <= 2 ** 49; factor *= 128) {
    const byte = bytes[cursor.at++];
    if (byte === undefined) return null;
    value += (byte % 128) * factor;
    if (byte < 128) return value;
  }
  return null;
}
