import zlib from 'node:zlib';

type Inflate = (bytes: Buffer, limits: { maxOutputLength: number }) => Buffer;

// kombu's "gzip" is the zlib format; both are told apart by their first bytes.
const unzip: Inflate = (bytes, limits) => zlib.unzipSync(bytes, limits);
const brotli: Inflate = (bytes, limits) => zlib.brotliDecompressSync(bytes, limits);
const zstd: Inflate = (bytes, limits) => zlib.zstdDecompressSync(bytes, limits);

const inflates: ReadonlyMap<string, Inflate> = new Map([
  ['application/x-gzip', unzip],
  ['gzip', unzip],
  ['zlib', unzip],
  ['application/x-brotli', brotli],
  ['brotli', brotli],
  ['application/zstd', zstd],
  ['zstd', zstd],
  ['zstandard', zstd],
]);

export const MAX_INFLATED_BYTES = 50 * 1024 * 1024;

export type Opened<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

/** Opens what kombu's `compression` header names; bzip2 and lzma can't be opened in Node. */
export function decompress(bytes: Buffer, compression: string): Opened<Buffer> {
  const inflate = inflates.get(compression);
  if (inflate === undefined) return { ok: false, reason: `compression ${compression.slice(0, 60)} can't be opened` };
  try {
    return { ok: true, value: inflate(bytes, { maxOutputLength: MAX_INFLATED_BYTES }) };
  } catch (error) {
    const tooLarge = error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    return { ok: false, reason: tooLarge ? 'larger than 50 MB when decompressed' : `not valid ${compression} content` };
  }
}
