import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ThreadCollectorClient, type CollectorThread } from './collector-client';
import { CollectorError } from './collector-error';
import type { ClusterFrame, FromCollector, ToCollector } from './collector/messages';
import { queue, snapshot, worker } from './http/cluster.fixture';

/** Stands in for the worker thread, which would need a build and a broker. */
class FakeThread extends EventEmitter implements CollectorThread {
  readonly sent: ToCollector[] = [];
  terminated = false;
  postMessage(message: ToCollector): void {
    this.sent.push(message);
  }
  terminate(): Promise<number> {
    this.terminated = true;
    this.emit('exit', 1);
    return Promise.resolve(1);
  }
  says(message: FromCollector): void {
    this.emit('message', message);
  }
}

const { broker, stats } = snapshot();
function frame(changes: Partial<ClusterFrame>): ClusterFrame {
  const lists = { workers: [], removedWorkers: [], queues: [], removedQueues: [], revoked: null, findings: [] };
  return { type: 'frame', seq: 2, at: 1, broker, stats, storeRevision: 1, logRevision: 1, ...lists, ...changes };
}

function openClient() {
  const threads: FakeThread[] = [];
  const logged: string[] = [];
  const fatal: string[] = [];
  const client = new ThreadCollectorClient({
    start: () => {
      const thread = new FakeThread();
      threads.push(thread);
      return thread;
    },
    now: () => Date.now() / 1000,
    log: (_level, text) => logged.push(text),
    fatal: (code) => fatal.push(code),
  });
  client.start();
  const current = (): FakeThread => {
    const thread = threads.at(-1);
    if (thread === undefined) throw new Error('no thread was started');
    return thread;
  };
  return { client, threads, logged, fatal, current };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('hands on what the collector logs, without credentials', () => {
  const { current, logged } = openClient();
  current().says({ type: 'log', level: 'error', text: 'Error: redis://shop:pa55@db:6379/0 is not there' });
  expect(logged).toEqual(['Error: redis://***@db:6379/0 is not there']);
});

describe('the mirror of the cluster', () => {
  it('is empty before the first frame, and follows what changed', () => {
    const { client, current } = openClient();
    expect(client.cluster).toBeNull();
    current().says(frame({ workers: [worker('w1'), worker('w2')], queues: [queue('mail')] }));
    current().says(frame({ workers: [{ ...worker('w2'), active: 3 }, worker('w3')], removedWorkers: ['w1'] }));
    expect([...(client.cluster?.workers.keys() ?? [])]).toEqual(['w2', 'w3']);
    expect(client.cluster?.workers.get('w2')?.active).toBe(3);
    expect([...(client.cluster?.queues.keys() ?? [])]).toEqual(['mail']);
  });

  it('begins anew with a first frame, which holds everything', () => {
    const { client, current } = openClient();
    current().says(frame({ workers: [worker('w1'), worker('w2')], queues: [queue('mail')] }));
    current().says(frame({ seq: 1, workers: [worker('w2')] }));
    expect([...(client.cluster?.workers.keys() ?? [])]).toEqual(['w2']);
    expect(client.cluster?.queues.size).toBe(0);
    expect(client.cluster?.revisions).toEqual({ frame: 2, store: 2, log: 2 });
  });

  it('tells which kind of change a frame brought', () => {
    const { client, current } = openClient();
    current().says(frame({ storeRevision: 5, logRevision: 2 }));
    const first = client.cluster?.revisions;
    current().says(frame({ storeRevision: 5, logRevision: 3 }));
    expect(client.cluster?.revisions).toEqual({
      frame: (first?.frame ?? 0) + 1,
      store: first?.store,
      log: (first?.log ?? 0) + 1,
    });
  });

  it('tells those who listen, until they stop', () => {
    const { client, current } = openClient();
    const listener = vi.fn();
    const stop = client.onChange(listener);
    current().says(frame({}));
    stop();
    current().says(frame({}));
    expect(listener).toHaveBeenCalledTimes(1);
  });
});

describe('a call', () => {
  it('is answered by the answer with its number', async () => {
    const { client, current } = openClient();
    const one = client.call('retryPreview', { uuid: 'a' });
    const other = client.call('workerDetail', { hostname: 'w', refresh: false });
    const [first, second] = current().sent;
    expect([first, second]).toMatchObject([
      { type: 'call', name: 'retryPreview', request: { uuid: 'a' } },
      { name: 'workerDetail' },
    ]);
    current().says({ type: 'answer', id: idOf(second), ok: true, value: null });
    current().says({
      type: 'answer',
      id: idOf(first),
      ok: false,
      code: 'args_unknown',
      message: 'Not known.',
      status: 409,
    });
    current().says({ type: 'answer', id: 999, ok: true, value: null });
    await expect(other).resolves.toBeNull();
    await expect(one).rejects.toMatchObject({ code: 'args_unknown', status: 409 });
  });

  it('fails when the collector stays silent, and a late answer does no harm', async () => {
    const { client, current } = openClient();
    const call = client.call('recordRefusal', { actor: 'a', address: 'b', name: 'revoke', subject: 'c', summary: 'd' });
    const failed = expect(call).rejects.toMatchObject({ code: 'collector_timeout', status: 504 });
    await vi.advanceTimersByTimeAsync(60_000);
    await failed;
    current().says({ type: 'answer', id: idOf(current().sent[0]), ok: true, value: null });
  });

  it('fails at once when the collector crashes, and while there is none', async () => {
    const { client, current } = openClient();
    const call = client.call('retryPreview', { uuid: 'a' });
    current().emit('exit', 1);
    await expect(call).rejects.toMatchObject({ code: 'collector_down', status: 503 });
    await expect(client.call('retryPreview', { uuid: 'a' })).rejects.toBeInstanceOf(CollectorError);
  });
});

describe('a collector that crashes', () => {
  it('is shown as lost with its cause, without credentials, and started again', async () => {
    const { client, current, threads, logged } = openClient();
    current().says(frame({ workers: [worker('w1')] }));
    current().emit('error', new Error('no redis://ada:s3cret@host/0'));
    current().emit('exit', 1);
    expect(client.cluster?.broker).toMatchObject({ state: 'lost', errorCode: 'COLLECTOR_STOPPED' });
    expect(client.cluster?.workers.size).toBe(1);
    expect(JSON.stringify([client.cluster?.broker, logged])).not.toContain('s3cret');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(threads).toHaveLength(2);
  });

  it('waits longer each time, and from the start again after a steady minute', async () => {
    const { current, threads } = openClient();
    for (const [delayMs, started] of [
      [1_000, 2],
      [2_000, 3],
      [4_000, 4],
    ] as const) {
      current().emit('exit', 1);
      await vi.advanceTimersByTimeAsync(delayMs - 1);
      expect(threads).toHaveLength(started - 1);
      await vi.advanceTimersByTimeAsync(1);
      expect(threads).toHaveLength(started);
    }
    await vi.advanceTimersByTimeAsync(61_000);
    current().emit('exit', 1);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(threads).toHaveLength(5);
  });

  it('is believed anew when it is back: what it no longer knows is gone, and revisions go on rising', async () => {
    const { client, current } = openClient();
    current().says(frame({ workers: [worker('w1')], storeRevision: 50 }));
    const before = client.cluster?.revisions.store ?? 0;
    current().emit('exit', 1);
    await vi.advanceTimersByTimeAsync(1_000);
    current().says(frame({ workers: [worker('w2')], storeRevision: 50 }));
    expect([...(client.cluster?.workers.keys() ?? [])]).toEqual(['w2']);
    expect(client.cluster?.revisions.store).toBe(before + 1);
  });

  it.each(['io', 'timeout', 'locked'])(
    'is started again when the store is away (%s) after it had run',
    async (code) => {
      const { client, current, fatal, threads, logged } = openClient();
      current().says(frame({}));
      current().emit('exit', 1);
      await vi.advanceTimersByTimeAsync(1_000);
      current().says({ type: 'fatal', code, text: 'postgresql://ada:s3cret@db is not there.' });
      current().emit('exit', 0);
      expect(client.absence?.text).toContain('is not there');
      expect(JSON.stringify([client.absence, logged])).not.toContain('s3cret');
      await vi.advanceTimersByTimeAsync(2_000);
      expect({ fatal, threads: threads.length }).toEqual({ fatal: [], threads: 3 });
    },
  );

  it.each(['io', 'newer_schema'])('gives up when its first start fails (%s)', async (code) => {
    const { current, fatal, threads } = openClient();
    current().says({ type: 'fatal', code, text: 'No.' });
    current().emit('exit', 0);
    await vi.advanceTimersByTimeAsync(60_000);
    expect({ fatal, threads: threads.length }).toEqual({ fatal: [code], threads: 1 });
  });

  it('gives up after it had run when waiting would not help', async () => {
    const { current, fatal, threads } = openClient();
    current().says(frame({}));
    current().emit('exit', 1);
    await vi.advanceTimersByTimeAsync(1_000);
    current().says({ type: 'fatal', code: 'newer_schema', text: 'A newer Celeryscope wrote this.' });
    current().emit('exit', 0);
    await vi.advanceTimersByTimeAsync(60_000);
    expect({ fatal, threads: threads.length }).toEqual({ fatal: ['newer_schema'], threads: 2 });
  });

  it('is not the end of the process when another took the lease before it began', async () => {
    const { client, current, fatal, threads } = openClient();
    current().says({ type: 'fatal', code: 'fenced', text: 'Another collector writes.' });
    current().emit('exit', 0);
    // Who keeps the lease hears of the other within a second or so.
    await client.halt('Another took over.');
    await vi.advanceTimersByTimeAsync(60_000);
    expect({ fatal, threads: threads.length }).toEqual({ fatal: [], threads: 1 });
  });

  it('is not started again when it said that it can’t go on', async () => {
    const { current, fatal, threads, logged } = openClient();
    current().says({ type: 'fatal', code: 'locked', text: 'Another Celeryscope runs.' });
    current().emit('exit', 0);
    await vi.advanceTimersByTimeAsync(60_000);
    expect({ fatal, threads: threads.length, logged }).toEqual({ fatal: ['locked'], threads: 1, logged: [] });
  });
});

it('stays down when it is halted, with the last state shown as such, until it is started again', async () => {
  const { client, current, threads, logged } = openClient();
  current().says(frame({ workers: [worker('w1')] }));
  const call = client.call('retryPreview', { uuid: 'a' });
  const failed = expect(call).rejects.toMatchObject({ code: 'collector_down' });
  await client.halt('Another took over.');
  await failed;
  await vi.advanceTimersByTimeAsync(60_000);
  expect({ threads: threads.length, logged }).toEqual({ threads: 1, logged: [] });
  expect(client.cluster?.broker).toMatchObject({ state: 'lost', error: 'Another took over.' });
  client.start();
  current().says(frame({ workers: [worker('w2')] }));
  expect(client.absence).toBeNull();
});

describe('stop', () => {
  it('lets it finish, and does not start it again', async () => {
    const { client, current, threads } = openClient();
    const stopped = client.stop(4_000);
    expect(current().sent).toEqual([{ type: 'stop' }]);
    current().emit('exit', 0);
    await stopped;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(threads).toHaveLength(1);
    expect(current().terminated).toBe(false);
  });

  it('ends one that does not finish', async () => {
    const { client, current } = openClient();
    const stopped = client.stop(4_000);
    await vi.advanceTimersByTimeAsync(4_000);
    await stopped;
    expect(current().terminated).toBe(true);
  });
});

function idOf(message: ToCollector | undefined): number {
  if (message?.type !== 'call') throw new Error('expected a call');
  return message.id;
}
