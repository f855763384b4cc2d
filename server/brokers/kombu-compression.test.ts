import zlib from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decompress, MAX_INFLATED_BYTES } from './kombu-compression';

const tooMuch = Buffer.alloc(MAX_INFLATED_BYTES + 1, 32);
const gzip = zlib.gzipSync(tooMuch, { level: 9 });
const deflated = zlib.deflateSync(tooMuch, { level: 9 });
const brotli = zlib.brotliCompressSync(tooMuch, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 3 } });
const zstd = zlib.zstdCompressSync(tooMuch);

describe('a bomb', () => {
  // The names that kombu writes and takes.
  it.each([
    ['application/x-gzip', deflated],
    ['application/x-gzip', gzip],
    ['gzip', gzip],
    ['zlib', deflated],
    ['application/x-brotli', brotli],
    ['brotli', brotli],
    ['application/zstd', zstd],
    ['zstd', zstd],
    ['zstandard', zstd],
  ])('of %s, a few kilobytes, is not inflated', (compression, bytes) => {
    expect(bytes.length).toBeLessThan(100_000);
    expect(decompress(bytes, compression)).toEqual({ ok: false, reason: 'larger than 50 MB when decompressed' });
    expect(decompress(bytes.subarray(0, bytes.length / 2), compression).ok).toBe(false);
  });

  it.each(['application/x-bz2', 'bzip2', 'application/x-lzma', 'xz', '__proto__', 'constructor', ''])(
    'of %s is not even looked at',
    (compression) => {
      expect(decompress(gzip, compression)).toMatchObject({
        ok: false,
        reason: expect.stringContaining("can't be") as string,
      });
    },
  );

  it('within a bomb stays one', () => {
    expect(decompress(zlib.gzipSync(gzip), 'gzip')).toEqual({ ok: true, value: gzip });
  });
});
