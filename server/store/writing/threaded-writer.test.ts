import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openReader } from '../sqlite';
import { batchOf, NOW, taskOf, uuidOf } from '../store.fixture';
import type { StoreWriter } from '../store';
import { bundleThread, type ThreadBundle } from '../thread-bundle.fixture';
import { openThreadedWriter } from './threaded-writer';

let bundle: ThreadBundle;
let dataDir = '';
let threads: Worker[] = [];
let lost: string[] = [];

const open = async (): Promise<{ readonly writer: StoreWriter; readonly notices: readonly string[] }> =>
  openThreadedWriter({
    dataDir,
    start(workerData) {
      const thread = new Worker(bundle.file, { workerData });
      threads.push(thread);
      return thread;
    },
    settledAt: () => NOW,
    lost: (cause) => void lost.push(cause),
  });

describe('the thread that writes', () => {
  beforeAll(async () => {
    bundle = await bundleThread('server/store/writing/writer-thread.ts');
  });
  afterAll(() => bundle.remove());
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'celeryscope-threaded-'));
    [threads, lost] = [[], []];
  });
  afterEach(async () => {
    for (const thread of threads) await thread.terminate();
    rmSync(dataDir, { recursive: true });
  });

  it('stores whole tasks, which are there to be loaded as soon as it says so', async () => {
    const { writer, notices } = await open();
    expect(notices).toEqual([]);
    const tasks = Array.from({ length: 500 }, (_, n) => taskOf(uuidOf(n), { state: 'STARTED', endedAt: null }));
    await writer.write(batchOf({ tasks }));
    expect(tasks.map(({ uuid }) => writer.loadTask(uuid))).toEqual(tasks);
    expect(writer.loadTask(uuidOf(1000))).toBeNull();
    expect(writer.loadInFlight(1000)).toHaveLength(500);
    expect(await writer.prune({ retentionSeconds: 1, maxTasks: 1, now: NOW })).toBe(false);
    await writer.close();
    const reader = openReader({ dataDir });
    expect(reader.size().tasks).toBe(500);
    reader.close();
    expect(lost).toEqual([]);
  });

  it('knows after a start what was stored before', async () => {
    const first = await open();
    await first.writer.write(batchOf({ tasks: [taskOf(uuidOf(1))] }));
    await first.writer.close();
    const second = await open();
    expect(second.writer.loadTask(uuidOf(1))).toEqual(taskOf(uuidOf(1)));
    await second.writer.write(batchOf({ tasks: [taskOf(uuidOf(2))] }));
    expect([uuidOf(1), uuidOf(2), uuidOf(3)].map((uuid) => second.writer.loadTask(uuid)?.uuid)).toEqual([
      uuidOf(1),
      uuidOf(2),
      undefined,
    ]);
    expect(second.writer.watchedUntil()).toBeGreaterThan(0);
    await second.writer.close();
  });

  it('lets who gives too much wait until something is written, and nobody else', async () => {
    const { writer } = await open();
    writer.waitForWrite(60_000);
    const tasks = Array.from({ length: 2000 }, (_, n) => taskOf(uuidOf(n)));
    const writing = writer.write(batchOf({ tasks }));
    writer.waitForWrite(60_000);
    // It is there though no message was taken: this thread was held up.
    const reader = openReader({ dataDir });
    expect(reader.size().tasks).toBe(2000);
    reader.close();
    await writing;
    await writer.close();
  });

  it('tells a row that no column takes, or that can not even be handed over, from a fault of the store', async () => {
    const { writer } = await open();
    const bad = { code: 'bad_row' };
    await expect(writer.write(batchOf({ tasks: [taskOf('a', { retries: 0.5 })] }))).rejects.toMatchObject(bad);
    const symbol = Symbol('x') as unknown as number;
    await expect(writer.write(batchOf({ tasks: [taskOf('a', { updatedAt: symbol })] }))).rejects.toMatchObject(bad);
    const name = 5 as unknown as string;
    await expect(writer.write(batchOf({ tasks: [taskOf('a', { name })] }))).rejects.toMatchObject(bad);
    await writer.write(batchOf({ tasks: [taskOf('a')] }));
    expect(writer.loadTask('a')).toEqual(taskOf('a'));
    await writer.close();
  });

  it('refuses to be the second, with the reason', async () => {
    const { writer } = await open();
    await expect(open()).rejects.toMatchObject({ code: 'locked' });
    await writer.close();
    await (await open()).writer.close();
  });

  it('says when it is gone, and takes nothing more', async () => {
    const { writer } = await open();
    const writing = writer.write(batchOf({ tasks: [taskOf('a')] })).catch(() => undefined);
    await threads[0]?.terminate();
    await writing;
    expect(lost).toHaveLength(1);
    await expect(writer.write(batchOf({}))).rejects.toMatchObject({ code: 'io' });
    await writer.close();
  });
});
