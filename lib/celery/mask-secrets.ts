import { isRecord } from './bounded';

/** What Celery itself writes in place of a secret. */
const MASK = '********';
const SECRET_NAME =
  /secret|passw|passphrase|(^|[_-])pass($|[_-])|pwd|token|credential|signature|private|api_?key|(^|[_-])key($|[_-])/i;
// Settings whose name holds "key" and whose value is an address, not a secret.
const HARMLESS_NAME = /routing_key|keyprefix|unacked|key_?file|keyspace|deprecated/i;
// Up to the last @ of the authority: people forget to encode one in a password.
const URL_PASSWORD = /([a-z][a-z\d+.-]*:\/\/[^\s/:@]*):[^\s/]+@/gi;
const QUERY_PASSWORD = /([?&](?:password|passwd|pass|token|secret)=)[^&\s]+/gi;

/** A text without the passwords of the URLs in it. */
export function maskUrls(text: string): string {
  if (!text.includes('://')) return text;
  return text.replace(URL_PASSWORD, `$1:${MASK}@`).replace(QUERY_PASSWORD, `$1${MASK}`);
}

/** A copy of a (bounded) JSON value without secrets: values of telling names, and passwords in URLs. */
export function maskSecrets(value: unknown): unknown {
  if (typeof value === 'string') return maskUrls(value);
  if (Array.isArray(value)) return value.map(maskSecrets);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, maskedMember(name, member)]));
}

function maskedMember(name: string, member: unknown): unknown {
  const isSecret = SECRET_NAME.test(name) && !HARMLESS_NAME.test(name);
  const isValue = (typeof member === 'string' && member !== '') || typeof member === 'number';
  if (isSecret && (isValue || Array.isArray(member))) return MASK;
  return maskSecrets(member);
}
