import { decodeIsoTime } from '@/lib/celery/iso-time';
import type { RawMessage } from './broker';
import { decompress } from './kombu-compression';
import { closeEnvelope, openEnvelope } from './kombu-envelope';

/** Epoch seconds between 2001 and 5138: a smaller number under the same key is no time of day. */
const isEpochSeconds = (value: number): boolean => value > 1e9 && value < 1e11;

// A quote inside a JSON string is escaped, so these can only be keys of the message itself.
const times = /"(timestamp|eta|expires)"(\s*:\s*)(\d+(?:\.\d+)?|"[^"\\]{16,40}")/g;

/**
 * The same message as if it had been sent `offset` seconds later: its time of arrival and every time inside its events,
 * all by the same amount. null when its body can't be opened to do so.
 */
export function shiftMessage(raw: RawMessage, offset: number): RawMessage | null {
  const at = raw.at + offset;
  if (offset === 0) return raw;
  if (raw.properties === undefined) {
    const body = shiftEnvelope(raw.body, offset);
    return body === null ? null : { ...raw, at, body };
  }
  const compression = raw.properties.headers?.['compression'];
  const text = toText(raw.body, compression);
  if (text === null) return null;
  const headers = uncompressed(raw.properties.headers ?? {});
  return { ...raw, at, body: shiftTimes(text, offset), properties: { ...raw.properties, headers } };
}

function shiftEnvelope(body: string | Buffer, offset: number): string | null {
  const opened = openEnvelope(body);
  if (!opened.ok) return null;
  const text = toText(opened.value.body, opened.value.headers['compression']);
  if (text === null) return null;
  const headers = uncompressed(opened.value.headers);
  return closeEnvelope({ ...opened.value, headers, body: Buffer.from(shiftTimes(text, offset)) });
}

/** Adds seconds to the times of an event, as text: parsing would lose what JSON in JavaScript can't hold. */
export function shiftTimes(json: string, offset: number): string {
  return json.replace(times, (whole: string, key: string, colon: string, value: string) => {
    if (!value.startsWith('"')) {
      const seconds = Number(value);
      return isEpochSeconds(seconds) ? `"${key}"${colon}${seconds + offset}` : whole;
    }
    const seconds = decodeIsoTime(value.slice(1, -1));
    if (seconds === null) return whole;
    return `"${key}"${colon}"${new Date((seconds + offset) * 1000).toISOString().replace('Z', '+00:00')}"`;
  });
}

function uncompressed(headers: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'compression'));
}

function toText(body: string | Buffer, compression: unknown): string | null {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  if (typeof compression !== 'string' || compression === '') return bytes.toString('utf8');
  const opened = decompress(bytes, compression);
  return opened.ok ? opened.value.toString('utf8') : null;
}
