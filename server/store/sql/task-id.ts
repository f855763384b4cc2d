const CANONICAL = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const UUID_SHAPE = 'xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx';

/** A task id as it is stored: 16 bytes for a canonical uuid, the text itself for any other id. */
export type StoredId = Buffer | string;

export function encodeTaskId(id: string): StoredId {
  return CANONICAL.test(id) ? Buffer.from(id.replaceAll('-', ''), 'hex') : withoutNul(id);
}

export function decodeTaskId(stored: unknown): string {
  if (typeof stored === 'string') return stored;
  if (!Buffer.isBuffer(stored)) return '';
  const hex = stored.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** `root` and `parent`: 0 stands for the task itself, which is the common case and saves 16 bytes. */
export function encodeRelative(id: string | null, own: string): StoredId | 0 | null {
  if (id === null) return null;
  return id === own ? 0 : encodeTaskId(id);
}

export function decodeRelative(stored: unknown, own: string): string | null {
  if (stored === null || stored === undefined) return null;
  return stored === 0 ? own : decodeTaskId(stored);
}

/** First and last stored uuid that begin with `prefix`; null when no uuid can. */
export function uuidRange(prefix: string): { readonly first: Buffer; readonly last: Buffer } | null {
  const lower = prefix.toLowerCase();
  if (lower.length > UUID_SHAPE.length) return null;
  for (let at = 0; at < lower.length; at += 1) {
    const fits = UUID_SHAPE[at] === '-' ? lower[at] === '-' : /[0-9a-f]/.test(lower[at] ?? '');
    if (!fits) return null;
  }
  const digits = lower.replaceAll('-', '');
  return { first: Buffer.from(digits.padEnd(32, '0'), 'hex'), last: Buffer.from(digits.padEnd(32, 'f'), 'hex') };
}

/** NUL ends a text early in SQL's functions and can't be stored by every database. */
export function withoutNul(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '\u2400') : text;
}
