import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { closeEnvelope, type Envelope } from './kombu-envelope';
import { peekedOnRabbitmq, peekedOnRedis } from './peeked-message';
import { readdressed } from './redis-single';

const place = { priority: 0, ahead: 3 };
const envelope: Envelope = {
  headers: {
    id: 'a',
    task: 'shop.mail',
    retries: 2,
    eta: '2026-11-21T12:00:00+00:00',
    expires: null,
    origin: 'gen7@web-1',
    argsrepr: "('as told',)",
    kwargsrepr: '{}',
  },
  properties: { delivery_info: { exchange: 'shop', routing_key: 'mail' }, delivery_tag: 't' },
  contentType: 'application/json',
  contentEncoding: 'utf-8',
  body: Buffer.from('[[12345678901234567890, "é"], {"to": "x"}, {"chain": null}]'),
};
const peeked = (change: Partial<Envelope> = {}) =>
  peekedOnRedis(Buffer.from(closeEnvelope({ ...envelope, ...change })), place);

describe('a message that is looked at', () => {
  it('shows what is inside, numbers with all their digits', () => {
    expect(peeked()).toMatchObject({
      ...place,
      uuid: 'a',
      name: 'shop.mail',
      args: '[12345678901234567890, "é"]',
      kwargs: '{"to": "x"}',
      eta: Date.UTC(2026, 10, 21, 12) / 1000,
      expires: null,
      retries: 2,
      origin: 'gen7@web-1',
      redelivered: false,
      unreadable: null,
    });
  });

  it('is never unpickled: what its sender told stands in place of the body', () => {
    const body = Buffer.from("cos\nsystem\n(S'touch /tmp/owned'\ntR.");
    expect(peeked({ contentType: 'application/x-python-serialize', body })).toMatchObject({
      name: 'shop.mail',
      args: "('as told',)",
      unreadable: 'pickle',
    });
  });

  it('is not inflated, for a few bytes may become gigabytes', () => {
    const headers = { ...envelope.headers, compression: 'application/x-gzip' };
    const body = deflateSync(Buffer.alloc(50_000_000));
    expect(peeked({ headers, body })).toMatchObject({ uuid: 'a', args: "('as told',)", unreadable: 'compressed' });
  });

  it.each([
    ['yaml', { contentType: 'application/x-yaml' }, 'serializer'],
    ['JSON of another shape', { body: Buffer.from('{"x": 1}') }, 'not-a-task'],
    ['no JSON', { body: Buffer.from([0xff, 0xfe, 0x00]) }, 'not-a-task'],
  ] as const)('says so when its body is %s', (_, change, unreadable) => {
    expect(peeked(change)).toMatchObject({ name: 'shop.mail', unreadable });
  });

  it.each(['', '\xff\xfe', 'null', '[]', '{"body": 7}', '['.repeat(500_000)])(
    'is shown by its size alone when it is not kombu’s',
    (text) => {
      const message = Buffer.from(text, 'latin1');
      expect(peekedOnRedis(message, place)).toMatchObject({ sizeBytes: message.length, unreadable: 'not-kombu' });
    },
  );

  it('is not taken apart beyond a megabyte, and long texts are cut', () => {
    expect(peekedOnRedis(Buffer.alloc(2_000_000, 'x'), place)).toMatchObject({ unreadable: 'too-large', name: null });
    const body = Buffer.from(`[["${'x'.repeat(500_000)}"], {}, {}]`);
    expect(peeked({ body }).args).toHaveLength(1000);
    expect(peeked({ headers: { ...envelope.headers, task: 'x'.repeat(9_000) } }).name).toHaveLength(500);
  });

  it('of protocol 1 tells from its body what protocol 2 has in headers', () => {
    const body = Buffer.from('{"task": "old.one", "id": "b", "args": [1], "kwargs": {}, "eta": null}');
    expect(peeked({ headers: {}, body })).toMatchObject({ uuid: 'b', name: 'old.one', args: '[1]', unreadable: null });
  });

  it('on RabbitMQ has its headers beside a body that may be too large', () => {
    expect(peekedOnRabbitmq({ ...envelope, body: Buffer.alloc(2_000_000) }, place, true)).toMatchObject({
      name: 'shop.mail',
      sizeBytes: 2_000_000,
      redelivered: true,
      unreadable: 'too-large',
    });
  });
});

describe('the address of a message that moves', () => {
  it('is written anew, and nothing else', () => {
    const text = closeEnvelope(envelope);
    const moved = JSON.parse(readdressed(Buffer.from(text), 'other "one"') ?? '') as object;
    const before = JSON.parse(text) as { properties: object };
    const address = { delivery_info: { exchange: '', routing_key: 'other "one"' } };
    expect(moved).toEqual({ ...before, properties: { ...before.properties, ...address } });
  });

  it('is not invented where there is none, and bytes that are no text are left alone', () => {
    expect(readdressed(Buffer.from('{"body": "", "properties": {}}'), 'x')).toBeNull();
    expect(readdressed(Buffer.from([0x7b, 0xff, 0x7d]), 'x')).toBeNull();
  });
});
