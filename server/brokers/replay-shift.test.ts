import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openEventMessage } from './kombu-envelope';
import { shiftMessage, shiftTimes } from './replay-shift';

const open = (raw: Parameters<typeof openEventMessage>[0] | null): unknown => {
  const opened = raw === null ? null : openEventMessage(raw);
  return opened?.ok === true ? opened.body : null;
};

describe('shifting a message in time', () => {
  it('moves arrival, timestamp, eta and expiry by the same amount', () => {
    const event = {
      type: 'task-received',
      timestamp: 1795256567.8322706,
      eta: '2026-11-21T10:00:00.250000+00:00',
      expires: '2026-11-21T12:00:00',
    };
    const shifted = shiftMessage(
      { at: 1795256568, channel: 'task.multi', body: JSON.stringify([event]), properties: {} },
      3600,
    );
    expect(shifted?.at).toBe(1795260168);
    expect(open(shifted)).toEqual([
      {
        type: 'task-received',
        timestamp: 1795260167.8322706,
        eta: '2026-11-21T11:00:00.250+00:00',
        expires: '2026-11-21T13:00:00.000+00:00',
      },
    ]);
  });

  it('opens the envelope of a Redis message and closes it again', () => {
    const envelope = {
      body: Buffer.from('{"type": "worker-online", "timestamp": 1795256567.5}').toString('base64'),
      'content-encoding': 'utf-8',
      'content-type': 'application/json',
      headers: { hostname: 'w1@alpha' },
      properties: { body_encoding: 'base64', delivery_tag: 'x' },
    };
    const shifted = shiftMessage(
      { at: 1795256567, channel: '/0.celeryev/worker.online', body: JSON.stringify(envelope) },
      -1000,
    );
    expect(shifted?.at).toBe(1795255567);
    expect(open(shifted)).toEqual({ type: 'worker-online', timestamp: 1795255567.5 });
    expect(JSON.parse(String(shifted?.body))).toMatchObject({
      headers: { hostname: 'w1@alpha' },
      properties: { delivery_tag: 'x' },
    });
  });

  it('opens compressed bodies, and gives up those that it can not', () => {
    const body = deflateSync(JSON.stringify({ timestamp: 1795256567 }));
    const raw = (compression: string) => ({
      at: 1795256567,
      channel: 'x',
      body,
      properties: { headers: { compression } },
    });
    expect(open(shiftMessage(raw('application/x-gzip'), 5))).toEqual({ timestamp: 1795256572 });
    expect(shiftMessage(raw('application/x-bz2'), 5)).toBeNull();
  });

  it('leaves every other byte alone: bare NaN, big numbers, and texts that look like times', () => {
    const json =
      '{"result": "{\\"timestamp\\": 1795256567, \\"eta\\": \\"2026-11-21T10:00:00\\"}", "x": NaN, "n": 12345678901234567890, "freq": 2.0}';
    expect(shiftTimes(json, 99)).toBe(json);
    expect(shiftTimes('{"timestamp": 5, "eta": null, "expires": "soon, at six o clock"}', 99)).toBe(
      '{"timestamp": 5, "eta": null, "expires": "soon, at six o clock"}',
    );
  });

  it('never touches what stands inside a string', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (key, text) => {
        const event = { timestamp: 1795256567, [`k${key}`]: text, args: `"timestamp": 1795256567, ${text}` };
        expect(JSON.parse(shiftTimes(JSON.stringify(event), 10))).toEqual({ ...event, timestamp: 1795256577 });
      }),
    );
  });
});
