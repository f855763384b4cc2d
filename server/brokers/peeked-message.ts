import { createHash } from 'node:crypto';
import { boundedName, boundedText, countNumber } from '@/lib/celery/bounded';
import { decodeIsoTime } from '@/lib/celery/iso-time';
import { decodeTaskBody, type TaskBody } from '@/lib/celery/task-body';
import type { PeekedMessage } from '@/lib/queues/peek';
import { openEnvelope, type Envelope } from './kombu-envelope';

/** Larger ones are not taken apart. */
const MAX_OPENED_BYTES = 1024 * 1024;
const MAX_TEXT = 1000;
const MAX_NAME = 500;

type Place = Pick<PeekedMessage, 'priority' | 'ahead'>;

/** A message of a Redis list, for showing. Its body is read only if it is plain JSON. */
export function peekedOnRedis(bytes: Buffer, place: Place): PeekedMessage {
  const blank = blankOf(bytes, place);
  if (bytes.length > MAX_OPENED_BYTES) return { ...blank, unreadable: 'too-large' };
  const opened = openEnvelope(bytes);
  return opened.ok ? { ...blank, ...shown(opened.value) } : { ...blank, unreadable: 'not-kombu' };
}

/** The same of a message of RabbitMQ, whose body stands alone. */
export function peekedOnRabbitmq(envelope: Envelope, place: Place, redelivered: boolean): PeekedMessage {
  const blank = blankOf(envelope.body, place);
  const isLarge = envelope.body.length > MAX_OPENED_BYTES;
  const known = shown(isLarge ? { ...envelope, body: Buffer.alloc(0) } : envelope);
  return { ...blank, ...known, redelivered, unreadable: isLarge ? 'too-large' : known.unreadable };
}

/** Names a message by its bytes; Redis computes the same. */
export function messageId(bytes: Buffer): string {
  return createHash('sha1').update(bytes).digest('hex');
}

function blankOf(bytes: Buffer, place: Place): PeekedMessage {
  return {
    id: messageId(bytes),
    sizeBytes: bytes.length,
    ...place,
    uuid: null,
    name: null,
    args: null,
    kwargs: null,
    eta: null,
    expires: null,
    retries: null,
    origin: null,
    contentType: null,
    redelivered: false,
    unreadable: null,
    sentAt: null,
  };
}

function shown(envelope: Envelope) {
  const { headers, properties, contentType } = envelope;
  const body = bodyOf(envelope);
  // Protocol 1 has in its body what protocol 2 puts into headers.
  const told: Readonly<Record<string, unknown>> = typeof body === 'string' ? headers : { ...body.fields, ...headers };
  const isRead = typeof body !== 'string';
  return {
    uuid: boundedName(told['id'] ?? properties['correlation_id'], MAX_NAME),
    name: boundedName(told['task'], MAX_NAME),
    args: isRead ? boundedText(body.args, MAX_TEXT) : boundedName(headers['argsrepr'], MAX_TEXT),
    kwargs: isRead ? boundedText(body.kwargs, MAX_TEXT) : boundedName(headers['kwargsrepr'], MAX_TEXT),
    eta: decodeIsoTime(told['eta']),
    expires: decodeIsoTime(told['expires']),
    retries: countNumber(told['retries']),
    origin: boundedName(told['origin'], MAX_NAME),
    contentType: boundedName(contentType, MAX_NAME),
    redelivered: headers['redelivered'] === true,
    unreadable: isRead ? null : body,
  };
}

function bodyOf({ headers, contentType, body }: Envelope): TaskBody | NonNullable<PeekedMessage['unreadable']> {
  if (/pickle|python-serialize/i.test(contentType)) return 'pickle';
  // A small message may hold gigabytes of zeros: what is compressed stays so.
  if (typeof headers['compression'] === 'string' && headers['compression'] !== '') return 'compressed';
  const decoded = decodeTaskBody(contentType, body.toString('utf8'));
  if (decoded.ok) return decoded.body;
  return decoded.reason === 'not-json' ? 'serializer' : 'not-a-task';
}
