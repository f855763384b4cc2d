import { isRecord } from '@/lib/celery/bounded';
import { MASK } from '@/lib/masking/mask';
import type { Masker } from '@/lib/masking/masker';
import type { Broker, RawMessage } from './broker';
import { closeEnvelope, openEnvelope, openEventMessage } from './kombu-envelope';

type Headers = Readonly<Record<string, unknown>>;

/** The broker as a recording sees it: its event messages without secrets. */
export function maskedEvents(broker: Broker, masker: Masker): Broker {
  return {
    ...broker,
    run: (sink, signal) => broker.run({ ...sink, message: (raw) => sink.message(maskedMessage(raw, masker)) }, signal),
  };
}

/** The same message where it holds no secret; one that can't be read keeps its shape only. */
export function maskedMessage(raw: RawMessage, masker: Masker): RawMessage {
  const opened = openEventMessage(raw);
  if (!opened.ok) return { ...raw, body: isText(raw) ? unreadable(raw.body, masker) : MASK };
  const before = JSON.stringify(opened.body);
  const after = JSON.stringify(masker.value(opened.body));
  return before === after ? raw : withBody(raw, after);
}

function withBody(raw: RawMessage, json: string): RawMessage {
  const plain = { contentType: 'application/json', contentEncoding: 'utf-8' };
  if (raw.properties !== undefined) {
    const headers = uncompressed(raw.properties.headers ?? {});
    return { ...raw, body: json, properties: { ...plain, headers } };
  }
  const envelope = openEnvelope(raw.body);
  if (!envelope.ok) return { ...raw, body: MASK };
  const headers = uncompressed(envelope.value.headers);
  return { ...raw, body: closeEnvelope({ ...envelope.value, ...plain, headers, body: Buffer.from(json) }) };
}

function uncompressed(headers: Headers): Headers {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'compression'));
}

/** In what is pickled or compressed nothing could be masked. */
function isText({ properties }: RawMessage): boolean {
  const { contentType = 'application/json', headers } = properties ?? {};
  return contentType === 'application/json' && headers?.['compression'] === undefined;
}

const MAX_UNREADABLE = 2000;

function unreadable(body: string | Buffer, masker: Masker): string {
  const text = body.toString().slice(0, MAX_UNREADABLE);
  try {
    const envelope: unknown = JSON.parse(text);
    return isRecord(envelope) ? JSON.stringify({ ...envelope, body: MASK }) : masker.text(text);
  } catch {
    // No JSON, or cut off: what base64 hides nobody can tell.
    return masker.text(text.replace(/[A-Za-z\d+/]{40,}={0,2}/g, MASK));
  }
}
