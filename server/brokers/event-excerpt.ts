import type { RawMessage } from './broker';
import { openEnvelope } from './kombu-envelope';

/** Base64, in which no masking would find a secret. */
const ENCODED = /[A-Za-z0-9+/_-]{24,}={0,2}/g;

/**
 * What is shown of an event message that can't be read: its text, in which secrets can be masked. Of what is no text, or is
 * encoded, only the size: whoever decodes it would have the secrets.
 */
export function eventExcerpt({ body, properties }: RawMessage, maxChars: number): string {
  if (properties !== undefined) {
    const { contentType = JSON_TYPE, headers } = properties;
    return isPlain(contentType, headers) ? shortened(body, maxChars) : sizeOf(body.length, contentType);
  }
  const envelope = openEnvelope(body);
  if (!envelope.ok) return shortened(body, maxChars).replace(ENCODED, '…');
  const { contentType, headers, body: content } = envelope.value;
  return isPlain(contentType, headers) ? shortened(content, maxChars) : sizeOf(content.length, contentType);
}

const JSON_TYPE = 'application/json';

function isPlain(contentType: string, headers: Readonly<Record<string, unknown>> | undefined): boolean {
  return contentType === JSON_TYPE && headers?.['compression'] === undefined;
}

// A character is at most four bytes.
function shortened(body: string | Buffer, maxChars: number): string {
  return body
    .slice(0, maxChars * 4)
    .toString()
    .slice(0, maxChars);
}

function sizeOf(bytes: number, contentType: string): string {
  return `${bytes} bytes of ${contentType.slice(0, 60)}`;
}
