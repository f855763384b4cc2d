import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { eventMessage, taskEvent, wrapped } from '@/e2e/support/event-message';
import { createMasker } from '@/lib/masking/masker';
import type { RawMessage } from './broker';
import { openEventMessage } from './kombu-envelope';
import { maskedMessage } from './masked-events';

const masker = createMasker({ keys: [], patterns: [] });
const SECRET = 'hunter2';
const event = taskEvent('task-received', 'u1', { name: 'shop.pay', kwargs: `{'password': '${SECRET}'}` });
const onRedis = (body: RawMessage['body']): RawMessage => ({ at: 1, channel: '/0.celeryev/task.multi', body });
const onRabbitmq = (body: Buffer, headers = {}): RawMessage => ({
  at: 1,
  channel: 'task.multi',
  body,
  properties: { headers },
});

/** What a file would hold, its base64 opened too. */
function written(raw: RawMessage): string {
  const text = raw.body.toString();
  return text + text.replace(/[A-Za-z\d+/]{8,}={0,2}/g, (code) => Buffer.from(code, 'base64').toString('latin1'));
}

describe('a message that is recorded', () => {
  it.each([
    ['on Redis', onRedis(eventMessage([event]))],
    ['on RabbitMQ', onRabbitmq(Buffer.from(JSON.stringify([event])))],
    ['compressed', onRabbitmq(gzipSync(JSON.stringify([event])), { compression: 'gzip' })],
    ['compressed on Redis', onRedis(wrapped(gzipSync(JSON.stringify([event])), { headers: { compression: 'gzip' } }))],
  ])('%s is the same but for its secrets', (_where, raw) => {
    const masked = maskedMessage(raw, masker);
    expect(written(masked)).not.toContain(SECRET);
    expect(openEventMessage(masked)).toMatchObject({ ok: true, body: [{ uuid: 'u1', kwargs: "{'password': •••}" }] });
  });

  it('without secrets is left as it is', () => {
    const raw = onRedis(eventMessage([taskEvent('task-received', 'u1', { name: 'shop.add', args: '(1, 2)' })]));
    expect(maskedMessage(raw, masker)).toBe(raw);
  });

  it.each([
    [
      'a pickle',
      onRedis(wrapped(Buffer.from(`\x80password ${SECRET}`), { 'content-type': 'application/x-python-serialize' })),
    ],
    ['cut off', onRedis(eventMessage([event]).slice(0, -9))],
    [
      'a pickle on RabbitMQ',
      {
        ...onRabbitmq(Buffer.from(`\x80X\x08password\x94X\x07${SECRET}`)),
        properties: { contentType: 'application/x-python-serialize' },
      },
    ],
    ['no JSON', onRabbitmq(Buffer.from(`{"password": "${SECRET}`))],
  ])('and can’t be read, being %s, keeps no secret', (_what, raw) => {
    const masked = maskedMessage(raw, masker);
    expect(written(masked)).not.toContain(SECRET);
    expect(openEventMessage(masked).ok).toBe(false);
  });
});
