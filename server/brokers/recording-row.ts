import { isRecord } from '@/lib/celery/bounded';
import type { RawMessage } from './broker';

/** One line of a recording. */
export type RecordingRow =
  | { readonly is: 'message'; readonly raw: RawMessage }
  /** The head of a recording, or a line of another kind that a capture may hold: nothing to replay. */
  | { readonly is: 'other' }
  | { readonly is: 'malformed'; readonly reason: string };

/**
 * A message as one JSON line. Redis: `t`, `channel`, `message` (the envelope). AMQP: `t`, `routing_key`, `properties`,
 * `body`. What is not UTF-8 text is base64 with `encoding`.
 */
export function encodeRow(raw: RawMessage): string {
  const text = typeof raw.body === 'string' ? raw.body : raw.body.toString('base64');
  const encoding = typeof raw.body === 'string' ? {} : { encoding: 'base64' };
  if (raw.properties === undefined) {
    return JSON.stringify({ t: raw.at, channel: raw.channel, message: text, ...encoding });
  }
  const { contentType, contentEncoding, headers } = raw.properties;
  const properties = {
    content_type: contentType,
    content_encoding: contentEncoding,
    application_headers: headers,
  };
  return JSON.stringify({ t: raw.at, routing_key: raw.channel, properties, body: text, ...encoding });
}

export function encodeMeta(meta: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ meta: { format: 'celeryscope-recording', version: 1, ...meta } });
}

export function decodeRow(line: string): RecordingRow {
  let row: unknown;
  try {
    row = JSON.parse(line);
  } catch {
    return { is: 'malformed', reason: 'not JSON' };
  }
  if (!isRecord(row)) return { is: 'malformed', reason: 'not an object' };
  if ('meta' in row) return { is: 'other' };
  if (typeof row['t'] !== 'number' || !Number.isFinite(row['t'])) return { is: 'malformed', reason: 'no time' };
  if (typeof row['channel'] === 'string') return decodeRedisRow(row, row['t'], row['channel']);
  if (typeof row['routing_key'] === 'string') return decodeAmqpRow(row, row['t'], row['routing_key']);
  return { is: 'other' };
}

type Row = Readonly<Record<string, unknown>>;

/** Channels of remote control and of the result backend, which captures hold beside the events. */
const notEvents = /\.pidbox$|celery-task(?:set)?-meta-/;

function decodeRedisRow(row: Row, at: number, channel: string): RecordingRow {
  // A remote control capture has a direction; its channel is not the events'.
  if (notEvents.test(channel) || 'dir' in row) return { is: 'other' };
  const body = bodyOf(row, 'message');
  return body === null ? { is: 'malformed', reason: 'no message' } : { is: 'message', raw: { at, channel, body } };
}

function decodeAmqpRow(row: Row, at: number, channel: string): RecordingRow {
  if ('dir' in row || 'trace' in row) return { is: 'other' };
  const body = bodyOf(row, 'body');
  if (body === null) return { is: 'malformed', reason: 'no body' };
  const properties = isRecord(row['properties']) ? row['properties'] : {};
  const { content_type: contentType, content_encoding: contentEncoding, application_headers: headers } = properties;
  return {
    is: 'message',
    raw: {
      at,
      channel,
      body,
      properties: {
        ...(typeof contentType === 'string' ? { contentType } : {}),
        ...(typeof contentEncoding === 'string' ? { contentEncoding } : {}),
        headers: isRecord(headers) ? headers : {},
      },
    },
  };
}

function bodyOf(row: Row, field: string): string | Buffer | null {
  const body = row[field];
  if (typeof body !== 'string') return null;
  return row['encoding'] === 'base64' ? Buffer.from(body, 'base64') : body;
}
