import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BrokerStatus } from '@/lib/cluster/cluster-status';
import { BrokerError, type RawMessage } from './broker';
import { openEventMessage } from './kombu-envelope';
import { encodeRow } from './recording-row';
import { createReplayBroker, type ReplayBroker, type ReplayOptions } from './replay';
import type { ReplayClock } from './replay-clock';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'celeryscope-replay-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A clock that stands still until somebody waits. */
function fakeClock(start: number): ReplayClock & { breaths: number } {
  let now = start;
  const clock = {
    breaths: 0,
    now: () => now,
    wait: (seconds: number) => {
      now += seconds;
      return Promise.resolve();
    },
    breathe: () => {
      clock.breaths += 1;
      return Promise.resolve();
    },
  };
  return clock;
}

const row = (at: number): string =>
  encodeRow({
    at,
    channel: 'task.sent',
    body: JSON.stringify({ type: 'task-sent', timestamp: at - 0.5 }),
    properties: {},
  });

async function play(content: string | Buffer, options: Partial<ReplayOptions> = {}) {
  const file = join(folder, 'recording');
  await writeFile(file, content);
  return playFile({ file, clock: fakeClock(2e9), ...options });
}

async function playFile(options: ReplayOptions) {
  const broker: ReplayBroker = createReplayBroker(options);
  const stop = new AbortController();
  const delivered: { wall: number; raw: RawMessage }[] = [];
  const statuses: BrokerStatus[] = [];
  await broker.run(
    {
      message: (raw) => delivered.push({ wall: options.clock?.now() ?? 0, raw }),
      status(status) {
        statuses.push(status);
        if (status.state === 'ended') stop.abort();
      },
    },
    stop.signal,
  );
  return { broker, delivered, statuses, end: statuses.at(-1) };
}

describe('a replay', () => {
  it('keeps the recorded pace, or divides it by the speed', async () => {
    const content = [1e9 + 100, 1e9 + 110, 1e9 + 130].map(row).join('\n');
    const walls = async (speed: number) => (await play(content, { speed })).delivered.map(({ wall }) => wall - 2e9);
    expect(await walls(1)).toEqual([0, 10, 30]);
    expect(await walls(10)).toEqual([0, 1, 3]);
    expect(await walls(0.5)).toEqual([0, 20, 60]);
    expect(await walls(0)).toEqual([0, 0, 0]);
  });

  it('moves arrival and events together to the present', async () => {
    const { delivered, broker } = await play([1e9 + 100, 1e9 + 110].map(row).join('\n'));
    expect(delivered.map(({ raw }) => raw.at)).toEqual([2e9, 2e9 + 10]);
    const opened = delivered.map(({ raw }) => openEventMessage(raw));
    expect(opened).toMatchObject([{ body: { timestamp: 2e9 - 0.5 } }, { body: { timestamp: 2e9 + 9.5 } }]);
    expect(broker.now()).toBe(2e9 + 10);
  });

  it('lets no event lie in the future when it is played faster', async () => {
    const { delivered } = await play([1e9 + 100, 1e9 + 400, 1e9 + 700].map(row).join('\n'), { speed: 60 });
    expect(delivered.every(({ wall, raw }) => raw.at <= wall)).toBe(true);
    expect(delivered.at(-1)?.raw.at).toBe(delivered.at(-1)?.wall);
  });

  it('leaves the recorded times as they are when asked to', async () => {
    const { delivered } = await play(row(1e9 + 100), { shift: false });
    expect(delivered[0]?.raw).toMatchObject({ at: 1e9 + 100, body: '{"type":"task-sent","timestamp":1000000099.5}' });
  });

  it('goes over damaged lines and counts them', async () => {
    const { delivered, broker, end } = await play(
      [
        '{"meta": {}}',
        row(1e9 + 1),
        '{"t": 5, "chan',
        'null',
        '{"channel": "x", "message": "m"}',
        '{"kind": "redis_state", "t": 1}',
        '',
        row(1e9 + 2).slice(0, -4),
      ].join('\n'),
    );
    expect(delivered).toHaveLength(1);
    // The cut line, null, the row without a time, the empty line and the cut last one.
    expect(broker.progress()).toEqual({ delivered: 1, malformed: 5, unshifted: 0 });
    expect(end).toMatchObject({ state: 'ended', error: null });
  });

  it('passes over a line too long to be a message, and reads on after it', async () => {
    const content = Buffer.concat([Buffer.alloc(33 * 1024 * 1024, 0x61), Buffer.from(`\n${row(1e9 + 2)}\n`)]);
    const { broker } = await play(content);
    expect(broker.progress()).toMatchObject({ delivered: 1, malformed: 1 });
  });

  it('reads a gzipped recording by its content, and plays one that is cut off up to the cut', async () => {
    // Each line differs, else the cut would fall into the first compressed block.
    const lines = Array.from({ length: 5000 }, (_, index) =>
      encodeRow({ at: 1e9 + index, channel: crypto.randomUUID(), body: crypto.randomUUID(), properties: {} }),
    );
    const content = gzipSync(lines.join('\n'));
    expect((await play(content)).delivered).toHaveLength(5000);
    const { delivered, end } = await play(content.subarray(0, content.length / 2));
    expect(delivered.length).toBeGreaterThan(1000);
    expect(delivered.length).toBeLessThan(5000);
    expect(end).toMatchObject({ state: 'ended', errorCode: 'Z_BUF_ERROR' });
  });

  it('says what is wrong with a file that can not be played', async () => {
    expect((await playFile({ file: join(folder, 'none') })).end).toMatchObject({ state: 'ended', errorCode: 'ENOENT' });
    expect((await playFile({ file: folder })).end).toMatchObject({ state: 'ended', errorCode: 'EISDIR' });
    expect((await play('{"meta": {}}\n')).end).toMatchObject({ state: 'ended', errorCode: 'replay_empty' });
  });

  it('gives way to everything else while it plays as fast as it can', async () => {
    const clock = fakeClock(2e9);
    await play(Array.from({ length: 1000 }, (_, index) => row(1e9 + index)).join('\n'), { speed: 0, clock });
    expect(clock.breaths).toBe(10);
  });

  it('stops in the middle of a wait', async () => {
    const file = join(folder, 'slow');
    await writeFile(file, [1e9, 1e9 + 86_400, 1e9 + 86_401].map(row).join('\n'));
    const stop = new AbortController();
    const delivered: RawMessage[] = [];
    const broker = createReplayBroker({ file });
    await broker.run(
      {
        message(raw) {
          delivered.push(raw);
          stop.abort();
        },
        status: () => undefined,
      },
      stop.signal,
    );
    expect(delivered).toHaveLength(1);
  });

  it('can not be written to, and knows no queues', async () => {
    const broker = createReplayBroker({ file: 'x' });
    const control = broker.control({ method: 'ping', arguments: {}, destination: null, timeoutMs: 1, expect: null });
    await expect(control).rejects.toBeInstanceOf(BrokerError);
    await expect(control).rejects.toMatchObject({ code: 'replay_read_only' });
    expect(await broker.queues(null)).toEqual([]);
    expect(await broker.unacked(10)).toBeNull();
  });

  it.each([
    ['redis-5.6.3-scenarios.jsonl', 'success'],
    ['redis-4.4.7-scenarios.jsonl', 'success'],
    ['amqp-5.6.3-scenarios-events.jsonl', 'success'],
  ])('plays the capture %s', async (name) => {
    const file = fileURLToPath(new URL(`../../e2e/captures/${name}`, import.meta.url));
    const { delivered, broker, end } = await playFile({ file, speed: 0, clock: fakeClock(2e9) });
    const opened = delivered.map(({ raw }) => openEventMessage(raw));
    expect(opened.filter(({ ok }) => !ok)).toEqual([]);
    const types = new Set(
      opened
        .flatMap((result) => (result.ok ? [result.body].flat() : []))
        .map((event) => (event as { type: string }).type),
    );
    expect([...types]).toEqual(
      expect.arrayContaining([
        'worker-online',
        'task-sent',
        'task-received',
        'task-started',
        'task-succeeded',
        'task-failed',
        'task-retried',
      ]),
    );
    expect(broker.progress()).toMatchObject({ malformed: 0, unshifted: 0 });
    expect(end).toMatchObject({ state: 'ended', error: null });
    expect(Math.max(...delivered.map(({ raw }) => raw.at))).toBe(2e9);
  });
});
