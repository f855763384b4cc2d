import { isRecord } from '@/lib/celery/bounded';
import { parseJsonTolerant } from '@/lib/celery/parse-json-tolerant';
import type { RawMessage } from './broker';
import { decompress, MAX_INFLATED_BYTES, type Opened } from './kombu-compression';
import { bodyOfUsualEvent } from './kombu-event-envelope';

/** kombu's message on Redis: a JSON object around a body that is usually base64. */
export interface Envelope {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly contentType: string;
  readonly contentEncoding: string;
  /** The bytes after base64, before decompression. */
  readonly body: Buffer;
}

export type OpenedEvent =
  { readonly ok: true; readonly body: unknown } | { readonly ok: false; readonly reason: string };

export const MAX_MESSAGE_BYTES = 10 * 1024 * 1024;
/** Celery's own bodies nest about ten levels; a limit keeps later recursion off the end of the stack. */
const MAX_DEPTH = 64;

/** The decoded body of an event message: one event or a list of them, still unchecked. Never runs or unpickles anything. */
export function openEventMessage(raw: RawMessage): OpenedEvent {
  const opened = raw.properties === undefined ? openRedisBody(raw.body) : openAmqpBody(raw.body, raw.properties);
  return opened.ok ? { ok: true, body: opened.value } : opened;
}

function openRedisBody(message: string | Buffer): Opened<unknown> {
  const usual = typeof message === 'string' || message.length > MAX_MESSAGE_BYTES ? null : bodyOfUsualEvent(message);
  if (usual !== null) return openContent(usual, 'application/json', 'utf-8', undefined);
  const envelope = openEnvelope(message);
  if (!envelope.ok) return envelope;
  const { contentType, contentEncoding, headers, body } = envelope.value;
  return openContent(body, contentType, contentEncoding, headers['compression']);
}

function openAmqpBody(message: string | Buffer, properties: NonNullable<RawMessage['properties']>): Opened<unknown> {
  const body = typeof message === 'string' ? Buffer.from(message) : message;
  if (body.length > MAX_MESSAGE_BYTES) return { ok: false, reason: 'larger than 10 MB' };
  const { contentType = 'application/json', contentEncoding = 'utf-8', headers } = properties;
  return openContent(body, contentType, contentEncoding, headers?.['compression']);
}

/** Opens the envelope alone and leaves its body as it is. */
export function openEnvelope(message: string | Buffer): Opened<Envelope> {
  if (message.length > MAX_MESSAGE_BYTES) return { ok: false, reason: 'larger than 10 MB' };
  let parsed: unknown;
  try {
    parsed = parseJsonTolerant(typeof message === 'string' ? message : message.toString());
  } catch {
    return { ok: false, reason: 'the envelope is not JSON' };
  }
  return toEnvelope(parsed);
}

/** The same of an envelope that is already parsed, such as the first part of an `unacked` entry. */
export function toEnvelope(parsed: unknown): Opened<Envelope> {
  if (!isRecord(parsed)) return { ok: false, reason: 'the envelope is not an object' };
  const { body, headers, properties } = parsed;
  if (typeof body !== 'string') return { ok: false, reason: 'the envelope has no body' };
  const known = isRecord(properties) ? properties : {};
  return {
    ok: true,
    value: {
      headers: isRecord(headers) ? headers : {},
      properties: known,
      contentType: textOr(parsed['content-type'], 'application/json'),
      contentEncoding: textOr(parsed['content-encoding'], 'utf-8'),
      body: Buffer.from(body, known['body_encoding'] === 'base64' ? 'base64' : 'utf8'),
    },
  };
}

/** Decompresses and parses a JSON body; every other content type is refused by name. */
export function openContent(
  body: Buffer,
  contentType: string,
  contentEncoding: string,
  compression: unknown,
): Opened<unknown> {
  if (contentType !== 'application/json') return { ok: false, reason: refusalOf(contentType) };
  let bytes = body;
  if (typeof compression === 'string' && compression !== '') {
    const inflated = decompress(body, compression);
    if (!inflated.ok) return inflated;
    bytes = inflated.value;
  }
  if (bytes.length > MAX_INFLATED_BYTES) return { ok: false, reason: 'larger than 50 MB' };
  const text = bytes.toString(isLatin1(contentEncoding) ? 'latin1' : 'utf8');
  let value: unknown;
  try {
    value = parseJsonTolerant(text);
  } catch {
    return { ok: false, reason: 'the body is not JSON' };
  }
  if (opensMoreThan(text, MAX_DEPTH) && isDeeperThan(value, MAX_DEPTH))
    return { ok: false, reason: `nested more than ${MAX_DEPTH} levels deep` };
  return { ok: true, value };
}

/** Whether so many brackets open that something may be nested that deep; found much sooner than by going through it. */
function opensMoreThan(text: string, limit: number): boolean {
  let opened = 0;
  for (const bracket of ['{', '[']) {
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) {
      opened += 1;
      if (opened > limit) return true;
    }
  }
  return false;
}

/** Whether arrays and objects are nested more than `limit` levels deep. */
function isDeeperThan(value: unknown, limit: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return limit === 0 || Object.values(value).some((member) => isDeeperThan(member, limit - 1));
}

/** Writes an envelope as kombu does, with the body in base64. */
export function closeEnvelope(envelope: Envelope): string {
  return JSON.stringify({
    body: envelope.body.toString('base64'),
    'content-encoding': envelope.contentEncoding,
    'content-type': envelope.contentType,
    headers: envelope.headers,
    properties: { ...envelope.properties, body_encoding: 'base64' },
  });
}

function refusalOf(contentType: string): string {
  if (/pickle|python-serialize/i.test(contentType)) return 'pickled content is never opened';
  return `content type ${contentType.slice(0, 60)} is not read`;
}

function isLatin1(encoding: string): boolean {
  return encoding === 'latin-1' || encoding === 'latin1' || encoding === 'iso-8859-1';
}

function textOr(value: unknown, fallback: string): string {
  return typeof value === 'string' && value !== '' ? value : fallback;
}
