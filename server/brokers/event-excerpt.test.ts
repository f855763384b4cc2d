import { expect, it } from 'vitest';
import { createMasker } from '@/lib/masking/masker';
import { ingesting } from '../ingest/ingest.fixture';

const SECRET = 'hunter2-of-the-shop';
const masker = createMasker({ keys: [], patterns: [] });

const broken = `{"type": "task-sent", "kwargs": {"password": "${SECRET}"}`;
const base64 = Buffer.from(broken).toString('base64');
const envelope = (change: object): string =>
  JSON.stringify({ body: base64, headers: {}, properties: { body_encoding: 'base64' }, ...change });

function excerptOf(body: string | Buffer, properties?: object): string {
  const { ingest } = ingesting({ masker });
  ingest.accept({ at: 1, channel: 'c', body, ...(properties && { properties }) });
  return ingest.figures(1).lastMalformed?.excerpt ?? '';
}

it('of an event that can not be read the text is shown, masked, and not as it was encoded', () => {
  expect(excerptOf(envelope({}))).toMatch(/^\{"type": "task-sent", "kwargs": \{"password": .*•••/);
  expect(excerptOf(Buffer.from(broken), { contentType: 'application/json' })).toContain('•••');
});

it.each([
  ['in a broken envelope', envelope({}).slice(0, -1), undefined],
  ['pickled', envelope({ 'content-type': 'application/x-python-serialize' }), undefined],
  ['compressed', envelope({ headers: { compression: 'zlib' } }), undefined],
  ['pickled on RabbitMQ', Buffer.from(`\u0080password\u0001${SECRET}`), { contentType: 'application/x-pickle' }],
] as const)('what nobody could mask is not shown: %s', (_what, body, properties) => {
  const shown = excerptOf(body, properties);
  expect(shown).not.toBe('');
  expect(shown).not.toContain(SECRET);
  expect(shown).not.toContain(base64.slice(40, 60));
});
