import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { contentSecurityPolicy } from './content-security';

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
  map: 'application/json; charset=utf-8',
  svg: 'image/svg+xml; charset=utf-8',
  webmanifest: 'application/manifest+json; charset=utf-8',
  xml: 'application/xml; charset=utf-8',
  ico: 'image/x-icon',
  png: 'image/png',
  jpg: 'image/jpeg',
  webp: 'image/webp',
  woff: 'font/woff',
  woff2: 'font/woff2',
};

/** What the pages were built with in place of the prefix. */
export const PREFIX_PLACEHOLDER = '/__celeryscope_prefix__';

/** A file of the exported pages, ready to be sent. */
export interface PageFile {
  readonly body: Buffer;
  readonly contentType: string;
  /** Its name holds a hash of its content, so it may be kept for ever. */
  readonly immutable: boolean;
  readonly etag: string;
  /** Set for HTML. */
  readonly contentSecurityPolicy: string | null;
  /** The body in the best encoding that the header names; compressed once, when first asked for. */
  encoded(
    acceptEncoding: string | undefined,
  ): Promise<{ readonly body: Buffer; readonly encoding: 'br' | 'gzip' | null }>;
}

const MIN_COMPRESSED_BYTES = 1024;
const BROTLI_QUALITY = 9;

/** What readers who chose nothing get, where it is not the usual. */
export interface PageDefaults {
  readonly paused: boolean;
  readonly columns: readonly string[] | null;
}

const USUAL: PageDefaults = { paused: false, columns: null };

export function toPageFile(path: string, content: Buffer, prefix: string, defaults: PageDefaults = USUAL): PageFile {
  const contentType = TYPES[path.slice(path.lastIndexOf('.') + 1).toLowerCase()] ?? 'application/octet-stream';
  const isText = contentType.includes('charset');
  const prefixed = isText ? content.toString('utf8').replaceAll(PREFIX_PLACEHOLDER, prefix) : null;
  const body = prefixed === null ? content : Buffer.from(path.endsWith('.html') ? tell(prefixed, defaults) : prefixed);
  const compress = compressor(isText && body.length >= MIN_COMPRESSED_BYTES ? body : null);
  return {
    body,
    contentType,
    immutable: path.startsWith('_next/static/'),
    etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
    contentSecurityPolicy: path.endsWith('.html') ? contentSecurityPolicy(body.toString('utf8')) : null,
    encoded: async (accepted) => {
      const encoding = compress === null ? null : bestEncoding(accepted ?? '');
      return encoding === null || compress === null
        ? { body, encoding: null }
        : { body: await compress(encoding), encoding };
    },
  };
}

/** components/ui/page-defaults.ts reads them from there. Names of columns are plain words. */
function tell(html: string, { paused, columns }: PageDefaults): string {
  const told = `${paused ? ' data-live="paused"' : ''}${columns === null ? '' : ` data-columns="${columns.join(',')}"`}`;
  return html.replace('<html', `<html${told}`);
}

function compressor(body: Buffer | null): ((encoding: 'br' | 'gzip') => Promise<Buffer>) | null {
  if (body === null) return null;
  const made = new Map<'br' | 'gzip', Promise<Buffer>>();
  return (encoding) => {
    const known = made.get(encoding);
    if (known !== undefined) return known;
    const options = { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } };
    const making = encoding === 'br' ? promisify(brotliCompress)(body, options) : promisify(gzip)(body);
    made.set(encoding, making);
    return making;
  };
}

function bestEncoding(accepted: string): 'br' | 'gzip' | null {
  const names = accepted
    .split(',')
    .map((item) => item.trim().toLowerCase())
    .filter((item) => !/;\s*q=0(\.0*)?$/.test(item))
    .map((item) => item.split(';')[0]);
  return (['br', 'gzip'] as const).find((encoding) => names.includes(encoding)) ?? null;
}
