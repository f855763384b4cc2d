import { Buffer } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { decodeEvents } from '@/lib/celery/decode-event';
import type { CeleryEvent } from '@/lib/celery/event';

/** One line of a capture after the first. */
export type CaptureRow = Readonly<Record<string, unknown>>;

export interface CapturedEvent {
  readonly event: CeleryEvent;
  /** The capturing process's clock, epoch seconds. */
  readonly receivedAt: number;
}

export interface Capture {
  readonly rows: readonly CaptureRow[];
  /** Label of the scenario → uuid. */
  readonly uuids: Readonly<Record<string, string>>;
  readonly events: readonly CapturedEvent[];
  readonly malformed: number;
}

/** Reads a capture by its file name without `.jsonl`. */
export function readCapture(name: string): Capture {
  const path = fileURLToPath(new URL(`./${name}.jsonl`, import.meta.url));
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  const [first, ...rows] = lines.map((line) => JSON.parse(line) as CaptureRow);
  const meta = first?.['meta'] as { uuids?: Record<string, string>; uuid?: string };
  const events: CapturedEvent[] = [];
  let malformed = 0;
  for (const row of rows) {
    const body = eventBody(row);
    if (body === null) continue;
    const decoded = decodeEvents(body);
    malformed += decoded.malformed.length;
    for (const event of decoded.events) events.push({ event, receivedAt: Number(row['t'] ?? event.timestamp) });
  }
  return { rows, uuids: { ...meta.uuids, ...(meta.uuid === undefined ? {} : { task: meta.uuid }) }, events, malformed };
}

function eventBody(row: CaptureRow): unknown {
  const { channel, message, exchange, body, kind } = row;
  if (typeof channel === 'string' && channel.includes('celeryev') && typeof message === 'string')
    return redisBody(message);
  if (exchange !== 'celeryev' || kind === 'firehose') return null;
  return typeof body === 'string' ? JSON.parse(body) : body;
}

function redisBody(message: string): unknown {
  const envelope = JSON.parse(message) as { body: string; properties: { body_encoding?: string } };
  const isBase64 = envelope.properties.body_encoding === 'base64';
  return JSON.parse(isBase64 ? Buffer.from(envelope.body, 'base64').toString('utf8') : envelope.body);
}
