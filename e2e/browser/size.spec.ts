import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';

const WEB = fileURLToPath(new URL('../../dist/web', import.meta.url));
const MOST_BYTES = 250_000;

/** Scripts that a page names itself, as they come over the wire; what it fetches on demand is not among them. */
function scriptBytes(page: string): number {
  const html = readFileSync(join(WEB, page), 'utf8');
  const named = [...html.matchAll(/<script(?![^>]*nomodule)[^>]*\ssrc="([^"?]+)/gi)].map(([, source = '']) => source);
  const files = new Set(named.map((source) => source.slice(source.indexOf('/_next/'))));
  return [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(WEB, file))).length, 0);
}

test('no page loads more than 250 kB of scripts at first', () => {
  const pages = readdirSync(WEB, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('index.html'));
  const sizes = pages.map((page) => [page, scriptBytes(page)] as const);
  expect(sizes.length).toBeGreaterThan(8);
  expect(sizes.every(([, bytes]) => bytes > 100_000)).toBe(true);
  expect(sizes.filter(([, bytes]) => bytes > MOST_BYTES)).toEqual([]);
});
