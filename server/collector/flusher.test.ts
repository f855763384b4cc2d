import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSyncWriter, toStoreWriter } from '../store/sqlite.fixture';
import { StoreError, type StoreBatch } from '../store/store';
import { createFlusher } from './flusher';
import { entry, flusherOf, full, task, type Written } from './flusher.fixture';

/** A store that can be told to fail: a full disk is staged for real in e2e, here its every order of events. */
function fallibleStore() {
  const written: StoreBatch[] = [];
  let failure: Error | null = null;
  const store: Written = {
    write(batch) {
      if (failure !== null) return Promise.reject(failure);
      written.push(batch);
      return Promise.resolve();
    },
    waitForWrite: () => undefined,
  };
  return { store, written, fail: (error: Error | null) => void (failure = error) };
}

describe('createFlusher', () => {
  it('writes only the newest state of a task', async () => {
    const { store, written } = fallibleStore();
    const flusher = flusherOf(store);
    flusher.task(task('a', 'RECEIVED'));
    flusher.task(task('a', 'SUCCESS'));
    expect(await flusher.flush(10)).toBe(true);
    expect(written[0]?.tasks.map(({ state }) => state)).toEqual(['SUCCESS']);
    expect(await flusher.flush(11)).toBe(false);
  });

  it('tells of a failure in whole sentences, and leaves it to who keeps the lease to tell that another has it', async () => {
    const told = async (failure: StoreError): Promise<string[]> => {
      const { store, fail } = fallibleStore();
      const lines: string[] = [];
      const log = (_level: string, line: string): void => void lines.push(line);
      const flusher = createFlusher({ store, log, damaged: () => undefined, now: () => 77 });
      fail(failure);
      flusher.task(task('a', 'SUCCESS'));
      await flusher.flush(10);
      return lines;
    };
    expect(await told(new StoreError('io', 'The database is away'))).toEqual([
      'The database is away. What is to be written waits in memory.',
    ]);
    expect(await told(new StoreError('fenced', 'Another writes.'))).toEqual([]);
  });

  it('keeps what a full disk refused and writes it when there is room', async () => {
    const { store, written, fail } = fallibleStore();
    const flusher = flusherOf(store);
    fail(full);
    flusher.task(task('a', 'SUCCESS'));
    expect(await flusher.flush(10)).toBe(false);
    expect(flusher.error).toBe('No room on the disk.');
    expect(flusher.pendingTask('a')?.state).toBe('SUCCESS');
    fail(null);
    flusher.task(task('b', 'SUCCESS'));
    expect(await flusher.flush(10.5)).toBe(false);
    expect(await flusher.flush(13)).toBe(true);
    expect(written[0]?.tasks.map(({ uuid }) => uuid)).toEqual(['a', 'b']);
    expect([flusher.error, flusher.backlog]).toEqual([null, 0]);
  });

  it('says once that it fails and once that it works again', async () => {
    const { store, fail } = fallibleStore();
    const told: string[] = [];
    const log = (level: string, line: string) => told.push(`${level}: ${line}`);
    const flusher = createFlusher({ store, log, damaged: () => undefined, now: () => 77 });
    fail(full);
    for (let at = 10; at < 30; at += 1) {
      flusher.task(task(`t${at}`, 'SUCCESS'));
      await flusher.flush(at);
    }
    fail(null);
    for (let at = 30; at < 40; at += 1) await flusher.flush(at);
    expect(told).toEqual([
      'error: No room on the disk. What is to be written waits in memory.',
      'info: The history is written again.',
    ]);
  });

  it('tries once more at the end, however short ago the store failed', async () => {
    const { store, written, fail } = fallibleStore();
    const flusher = flusherOf(store);
    fail(full);
    flusher.task(task('a', 'SUCCESS'));
    await flusher.flush(10);
    fail(null);
    await flusher.flushAll();
    expect(written[0]?.tasks).toHaveLength(1);
  });

  it('gives up timeline entries before tasks when the store stays away', async () => {
    const { store, fail, written } = fallibleStore();
    const flusher = flusherOf(store);
    fail(full);
    flusher.task(task('a', 'SUCCESS'));
    for (let n = 0; n < 60_000; n += 1) flusher.timeline('a', entry(String(n)));
    await flusher.flush(10);
    expect(flusher.given).toMatchObject({ timelineEntries: 10_000, tasks: 0 });
    fail(null);
    await flusher.flush(20);
    expect(written[0]?.tasks).toHaveLength(1);
    expect(written[0]?.timeline[0]?.entry.text).toBe('10000');
  });

  it('keeps every end in little memory while the store is away, and writes them in order when it is back', async () => {
    const { store, fail, written } = fallibleStore();
    const flusher = flusherOf(store, { tasks: 100, packTasks: 50 });
    fail(full);
    for (let n = 0; n < 1000; n += 1) {
      flusher.task({ ...task(`t${n}`, 'SUCCESS'), args: `(${n},)` });
      await flusher.flush(10);
    }
    flusher.task(task('t3', 'FAILURE'));
    expect(flusher.backlog).toBe(1001);
    expect(flusher.pendingTask('t7')).toMatchObject({ state: 'SUCCESS', args: '(7,)' });
    expect(flusher.pendingTask('t3')?.state).toBe('FAILURE');
    expect(flusher.pendingTask('t1001')).toBeNull();
    fail(null);
    for (let at = 20; flusher.backlog > 0; at += 1) await flusher.flush(at);
    const last = new Map(written.flatMap(({ tasks }) => tasks.map(({ uuid, state }) => [uuid, state])));
    expect(last.size).toBe(1000);
    expect(last.get('t3')).toBe('FAILURE');
    expect(last.get('t999')).toBe('SUCCESS');
    expect(flusher.given.tasks).toBe(0);
  });

  it('asks for the unfinished tasks that it let go, once the store is back', async () => {
    const { store, fail } = fallibleStore();
    const flusher = flusherOf(store, { tasks: 10, packTasks: 5 });
    fail(full);
    for (let n = 0; n < 30; n += 1) flusher.task(task(`t${n}`, 'STARTED'));
    await flusher.flush(10);
    expect([flusher.backlog, flusher.takeWanted()]).toEqual([10, false]);
    fail(null);
    await flusher.flush(20);
    expect([flusher.takeWanted(), flusher.takeWanted()]).toEqual([true, false]);
  });

  it('lets the oldest ends go when even packed they are too many, and counts them', async () => {
    const { store, fail } = fallibleStore();
    const flusher = flusherOf(store, { tasks: 10, packTasks: 10, packedBytes: 2000 });
    fail(full);
    for (let n = 0; n < 500; n += 1) {
      flusher.task(task(`t${n}`, 'SUCCESS'));
      await flusher.flush(10);
    }
    expect(flusher.given.tasks).toBeGreaterThan(0);
    expect(flusher.given.tasks + flusher.backlog).toBe(500);
    expect(flusher.pendingTask('t0')).toBeNull();
    expect(flusher.pendingTask('t499')).not.toBeNull();
  });

  it('does not swallow a fault of its own', async () => {
    const { store, fail } = fallibleStore();
    const flusher = flusherOf(store);
    fail(new TypeError('a bug'));
    flusher.task(task('a', 'SUCCESS'));
    await expect(flusher.flush(10)).rejects.toThrow('a bug');
    expect(flusher.pendingTask('a')?.state).toBe('SUCCESS');
  });
});

describe('a flusher on a real store', () => {
  let dataDir = '';
  beforeEach(() => void (dataDir = mkdtempSync(join(tmpdir(), 'celeryscope-flusher-'))));
  afterEach(() => rmSync(dataDir, { recursive: true }));

  it('leaves out the rows that the store does not take, and writes all others', async () => {
    const { writer: inThread } = openSyncWriter({ dataDir, now: 1 });
    const writer = toStoreWriter(inThread);
    const told: string[] = [];
    const flusher = createFlusher({
      store: writer,
      log: (_level, line) => told.push(line),
      damaged: () => undefined,
      now: () => 77,
    });
    for (let n = 0; n < 1000; n += 1) flusher.task(task(`t${n}`, 'SUCCESS'));
    flusher.task({ ...task('half', 'SUCCESS'), retries: 0.5 });
    flusher.task({ ...task('symbol', 'SUCCESS'), updatedAt: Symbol('x') as unknown as number });
    flusher.timeline('t999', entry('kept'));
    expect(await flusher.flush(10)).toBe(true);
    expect([flusher.badRows, flusher.backlog, flusher.error]).toEqual([2, 0, null]);
    expect(told).toHaveLength(1);
    expect(told[0]).toContain('task "half"');
    expect(flusher.lastBadRow).toMatchObject({ at: 77, row: 'task "symbol"' });
    expect(writer.loadTask('t0')?.state).toBe('SUCCESS');
    expect(writer.loadTask('t999')?.state).toBe('SUCCESS');
    expect(writer.loadTask('half')).toBeNull();
    flusher.task(task('next', 'FAILURE'));
    await flusher.flush(11);
    expect(writer.loadTask('next')?.state).toBe('FAILURE');
    await writer.close();
  });

  it('takes a batch of nothing but bad rows for a fault of the store, and keeps it', async () => {
    const { writer: inThread } = openSyncWriter({ dataDir, now: 1 });
    const writer = toStoreWriter(inThread);
    const flusher = flusherOf(writer);
    for (let n = 0; n < 500; n += 1) flusher.task({ ...task(`t${n}`, 'SUCCESS'), retries: 0.5 });
    expect(await flusher.flush(10)).toBe(false);
    expect(flusher.badRows).toBe(100);
    expect(flusher.backlog).toBe(400);
    expect(flusher.error).not.toBeNull();
    await writer.close();
  });
});
