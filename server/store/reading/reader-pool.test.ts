import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openSyncWriter, type SyncWriter } from '../sqlite.fixture';
import { batchOf, NOW, queryOf, taskOf, uuidOf } from '../store.fixture';
import { bundleThread, type ThreadBundle } from '../thread-bundle.fixture';
import { openReaderPool, type ReaderPool } from './reader-pool';

const dataDir = mkdtempSync(join(tmpdir(), 'celeryscope-pool-'));
const TASKS = 40_000;

describe('threads that read the store', () => {
  vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
  let bundle: ThreadBundle;
  let writer: SyncWriter;
  let pool: ReaderPool;
  let started = 0;
  const lines: string[] = [];

  beforeAll(async () => {
    bundle = await bundleThread('server/store/reading/reader-thread.ts');
    ({ writer } = openSyncWriter({ dataDir, now: NOW }));
    for (let from = 0; from < TASKS; from += 5_000) {
      const tasks = Array.from({ length: 5_000 }, (_, n) =>
        taskOf(uuidOf(from + n), { args: `('order-${from + n}', '${'x'.repeat(200)}')`, updatedAt: NOW + from + n }),
      );
      writer.write(batchOf({ tasks }));
    }
    pool = openReaderPool({
      dataDir,
      start: (workerData) => {
        started += 1;
        return new Worker(bundle.file, { workerData });
      },
      log: (line) => lines.push(line),
    });
  });
  afterAll(() => {
    pool.reset();
    writer.close();
    bundle.remove();
    rmSync(dataDir, { recursive: true });
  });

  it('answer as the reader itself does', async () => {
    const { reader } = pool;
    expect((await reader.size()).tasks).toBe(TASKS);
    expect((await reader.tasks(queryOf('', { limit: 2 }))).tasks.map(({ uuid }) => uuid)).toEqual([
      uuidOf(TASKS - 1),
      uuidOf(TASKS - 2),
    ]);
    expect((await reader.tasks(queryOf('args:order-77'))).count.value).toBeGreaterThan(100);
    expect((await reader.task(uuidOf(5)))?.task.args).toContain('order-5');
    await expect(reader.tasks(queryOf('state:'))).rejects.toMatchObject({ code: 'bad_filter' });
    await expect(reader.tasks(queryOf('', { cursor: 'x' }))).rejects.toMatchObject({ code: 'bad_cursor' });
  });

  it('answer a page while another looks through all texts', async () => {
    const { reader } = pool;
    const order: string[] = [];
    const searches = Array.from({ length: 20 }, (_, n) =>
      reader.facets(queryOf(`args:nothing-like-${n}`)).then(() => order.push('search')),
    );
    await reader.tasks(queryOf()).then(() => order.push('page'));
    await Promise.all(searches);
    expect(order.indexOf('page')).toBeLessThan(20);
  });

  it('leave what nobody waits for', async () => {
    const left = new AbortController();
    const reader = pool.reader.askedBy({ signal: left.signal });
    const searches = Array.from({ length: 50 }, (_, n) => reader.facets(queryOf(`args:nothing-like-${n}`)));
    const failed = Promise.allSettled(searches);
    left.abort();
    const outcomes = await failed;
    expect(outcomes.filter(({ status }) => status === 'rejected').length).toBeGreaterThanOrEqual(49);
    expect((await pool.reader.facets(queryOf('args:order-1'))).exact).toBe(true);
  });

  it('open the file anew when they are told to', async () => {
    const before = started;
    pool.reset();
    expect((await pool.reader.size()).tasks).toBe(TASKS);
    expect(started).toBe(before + 1);
    expect(lines).toEqual([]);
  });
});
