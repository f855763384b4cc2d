import { readFileSync } from 'node:fs';
import zlib from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closeEnvelope, openEnvelope, openEventMessage, type Envelope } from './kombu-envelope';

function envelope(body: Buffer | string, change: Partial<Envelope> = {}): string {
  return closeEnvelope({
    headers: { hostname: 'w1@alpha' },
    properties: { delivery_mode: 1 },
    contentType: 'application/json',
    contentEncoding: 'utf-8',
    body: Buffer.from(body),
    ...change,
  });
}

const open = (body: string | Buffer) => openEventMessage({ at: 0, channel: '/0.celeryev/task.multi', body });

describe('openEventMessage', () => {
  it('opens every message that real workers of 4.4, 5.2 and 5.6 published', () => {
    for (const version of ['4.4.7', '5.2.6', '5.6.3']) {
      const lines = readFileSync(`e2e/captures/redis-${version}-scenarios.jsonl`, 'utf8').trim().split('\n').slice(1);
      const messages = lines
        .map((line) => JSON.parse(line) as { channel?: string; message?: string })
        .filter(({ channel }) => channel?.includes('celeryev') === true);
      expect(messages.length).toBeGreaterThan(20);
      for (const { message = '' } of messages) expect(open(message)).toMatchObject({ ok: true });
    }
  });

  it('opens single events and lists, from text and from bytes', () => {
    const event = { type: 'worker-heartbeat', hostname: 'wörker@β' };
    expect(open(envelope(JSON.stringify(event)))).toEqual({ ok: true, body: event });
    expect(open(Buffer.from(envelope(JSON.stringify([event, event]))))).toEqual({ ok: true, body: [event, event] });
  });

  it('opens a plain body when the envelope does not speak of base64', () => {
    expect(open('{"body":"[1]","headers":{},"properties":{},"content-type":"application/json"}')).toEqual({
      ok: true,
      body: [1],
    });
  });

  it('opens AMQP bodies, compressed ones too', () => {
    const properties = {
      contentType: 'application/json',
      contentEncoding: 'utf-8',
      headers: { compression: 'application/x-gzip' },
    };
    expect(openEventMessage({ at: 0, channel: 'task.multi', body: zlib.deflateSync('[{}]'), properties })).toEqual({
      ok: true,
      body: [{}],
    });
  });

  it('reads bare NaN and Infinity as null and leaves such words inside strings alone', () => {
    expect(open(envelope('{"a": NaN, "b": -Infinity, "c": "NaN, Infinity"}'))).toEqual({
      ok: true,
      body: { a: null, b: null, c: 'NaN, Infinity' },
    });
  });

  it.each([
    ['application/x-gzip', (bytes: Buffer) => zlib.deflateSync(bytes)],
    ['application/x-brotli', (bytes: Buffer) => zlib.brotliCompressSync(bytes)],
    ['application/zstd', (bytes: Buffer) => zlib.zstdCompressSync(bytes)],
  ])('opens %s', (compression, compress) => {
    expect(open(envelope(compress(Buffer.from('[7]')), { headers: { compression } }))).toEqual({ ok: true, body: [7] });
  });

  const refused: readonly (readonly [string, string | Buffer, RegExp])[] = [
    ['a pickle', envelope('\x80\x04.', { contentType: 'application/x-python-serialize' }), /never opened/],
    ['msgpack', envelope('\x80', { contentType: 'application/x-msgpack' }), /application\/x-msgpack is not read/],
    ['lzma', envelope('x', { headers: { compression: 'application/x-lzma' } }), /x-lzma can't be opened/],
    ['broken zlib', envelope('nonsense', { headers: { compression: 'application/x-gzip' } }), /not valid/],
    [
      'a decompression bomb',
      envelope(zlib.deflateSync(Buffer.alloc(60 * 1024 * 1024, 32)), { headers: { compression: 'zlib' } }),
      /50 MB/,
    ],
    ['more than 10 MB', envelope('x'.repeat(11 * 1024 * 1024)), /10 MB/],
    ['nesting that would end the stack', envelope('['.repeat(100_000) + ']'.repeat(100_000)), /levels deep/],
    ['a body that is not JSON', envelope('{'), /not JSON/],
    ['an envelope that is not JSON', 'GET / HTTP/1.1', /envelope is not JSON/],
    ['an envelope that is no object', '[]', /not an object/],
    ['an envelope without body', '{}', /no body/],
  ];
  it.each(refused)('refuses %s with a reason', (_, body, reason) => {
    const opened = open(body);
    expect(opened.ok ? '' : opened.reason).toMatch(reason);
  });
});

describe('the envelope', () => {
  it('comes back as it was closed, whatever the body', () => {
    const name = fc.string({ unit: 'grapheme' }).filter((text) => text !== '__proto__');
    fc.assert(
      fc.property(fc.uint8Array(), fc.dictionary(name, fc.jsonValue()), (bytes, headers) => {
        const given = {
          headers,
          properties: { delivery_tag: 't' },
          contentType: 'application/json',
          contentEncoding: 'binary',
          body: Buffer.from(bytes),
        };
        const opened = openEnvelope(closeEnvelope(given));
        const { properties, ...rest } = given;
        // JSON has no -0.
        const expected = JSON.parse(JSON.stringify(rest.headers)) as unknown;
        expect(opened).toEqual({
          ok: true,
          value: { ...rest, headers: expected, properties: { ...properties, body_encoding: 'base64' } },
        });
      }),
    );
  });

  it('never throws, whatever arrives', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.json().map((body) => envelope(body)),
        ),
        (text) => {
          expect(typeof open(text).ok).toBe('boolean');
        },
      ),
    );
  });
});
