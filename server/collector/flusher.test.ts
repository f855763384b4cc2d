import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newTask } from '@/lib/cluster/reduce-task';
import { openWriter } from '../store';
import { StoreError, type StoreBatch, type StoreWriter } from '../store/store';
import { createFlusher } from './flusher';
import type { PendingLimits } from './pending';

/** A store that can be told to fail: a full disk is staged for real in e2e, here its every order of events. */
function fallibleStore() {
  const written: StoreBatch[] = [];
  let failure: Error | null = null;
  const store: Pick<StoreWriter, 'write'> = {
    write(batch) {
      if (failure !== null) throw failure;
      written.push({ ...batch, tasks: [...batch.tasks], timeline: [...batch.timeline] });
    },
  };
  return { store, written, fail: (error: Error | null) => void (failure = error) };
}

const task = (uuid: string, state: string) => ({ ...newTask(uuid, 1), state });
const entry = (text: string) => ({ at: 1, type: 'task-sent', worker: null, text });
const full = new StoreError('full', 'No room on the disk.');

const flusherOf = (store: Pick<StoreWriter, 'write'>, limits: Partial<PendingLimits> = {}) =>
  createFlusher({ store, log: () => undefined, damaged: () => undefined, now: () => 77, limits });

describe('createFlusher', () => {
  it('writes only the newest state of a task', () => {
    const { store, written } = fallibleStore();
    const flusher = flusherOf(store);
    flusher.task(task('a', 'RECEIVED'));
    flusher.task(task('a', 'SUCCESS'));
    expect(flusher.flush(10)).toBe(true);
    expect(written[0]?.tasks.map(({ state }) => state)).toEqual(['SUCCESS']);
    expect(flusher.flush(11)).toBe(false);
  });

  it('keeps what a full disk refused and writes it when there is room', () => {
    const { store, written, fail } = fallibleStore();
    const flusher = flusherOf(store);
    fail(full);
    flusher.task(task('a', 'SUCCESS'));
    expect(flusher.flush(10)).toBe(false);
    expect(flusher.error).toBe('No room on the disk.');
    expect(flusher.pendingTask('a')?.state).toBe('SUCCESS');
    fail(null);
    flusher.task(task('b', 'SUCCESS'));
    expect(flusher.flush(10.5)).toBe(false);
    expect(flusher.flush(13)).toBe(true);
    expect(written[0]?.tasks.map(({ uuid }) => uuid)).toEqual(['a', 'b']);
    expect([flusher.error, flusher.backlog]).toEqual([null, 0]);
  });

  it('says once that it fails and once that it works again', () => {
    const { store, fail } = fallibleStore();
    const told: string[] = [];
    const log = (level: string, line: string) => told.push(`${level}: ${line}`);
    const flusher = createFlusher({ store, log, damaged: () => undefined, now: () => 77 });
    fail(full);
    for (let at = 10; at < 30; at += 1) {
      flusher.task(task(`t${at}`, 'SUCCESS'));
      flusher.flush(at);
    }
    fail(null);
    for (let at = 30; at < 40; at += 1) flusher.flush(at);
    expect(told).toEqual([
      'error: No room on the disk. What is to be written waits in memory.',
      'info: The history is written again.',
    ]);
  });

  it('tries once more at the end, however short ago the store failed', () => {
    const { store, written, fail } = fallibleStore();
    const flusher = flusherOf(store);
    fail(full);
    flusher.task(task('a', 'SUCCESS'));
    flusher.flush(10);
    fail(null);
    flusher.flushAll();
    expect(written[0]?.tasks).toHaveLength(1);
  });

  it('gives up timeline entries before tasks when the store stays away', () => {
    const { store, fail, written } = fallibleStore();
    const flusher = flusherOf(store);
    fail(full);
    flusher.task(task('a', 'SUCCESS'));
    for (let n = 0; n < 60_000; n += 1) flusher.timeline('a', entry(String(n)));
    flusher.flush(10);
    expect(flusher.given).toMatchObject({ timelineEntries: 10_000, tasks: 0 });
    fail(null);
    flusher.flush(20);
    expect(written[0]?.tasks).toHaveLength(1);
    expect(written[0]?.timeline[0]?.entry.text).toBe('10000');
  });

  it('keeps every end in little memory while the store is away, and writes them in order when it is back', () => {
    const { store, fail, written } = fallibleStore();
    const flusher = flusherOf(store, { tasks: 100, packTasks: 50 });
    fail(full);
    for (let n = 0; n < 1000; n += 1) {
      flusher.task({ ...task(`t${n}`, 'SUCCESS'), args: `(${n},)` });
      flusher.flush(10);
    }
    flusher.task(task('t3', 'FAILURE'));
    expect(flusher.backlog).toBe(1001);
    expect(flusher.pendingTask('t7')).toMatchObject({ state: 'SUCCESS', args: '(7,)' });
    expect(flusher.pendingTask('t3')?.state).toBe('FAILURE');
    expect(flusher.pendingTask('t1001')).toBeNull();
    fail(null);
    for (let at = 20; flusher.backlog > 0; at += 1) flusher.flush(at);
    const last = new Map(written.flatMap(({ tasks }) => tasks.map(({ uuid, state }) => [uuid, state])));
    expect(last.size).toBe(1000);
    expect(last.get('t3')).toBe('FAILURE');
    expect(last.get('t999')).toBe('SUCCESS');
    expect(flusher.given.tasks).toBe(0);
  });

  it('asks for the unfinished tasks that it let go, once the store is back', () => {
    const { store, fail } = fallibleStore();
    const flusher = flusherOf(store, { tasks: 10, packTasks: 5 });
    fail(full);
    for (let n = 0; n < 30; n += 1) flusher.task(task(`t${n}`, 'STARTED'));
    flusher.flush(10);
    expect([flusher.backlog, flusher.takeWanted()]).toEqual([10, false]);
    fail(null);
    flusher.flush(20);
    expect([flusher.takeWanted(), flusher.takeWanted()]).toEqual([true, false]);
  });

  it('lets the oldest ends go when even packed they are too many, and counts them', () => {
    const { store, fail } = fallibleStore();
    const flusher = flusherOf(store, { tasks: 10, packTasks: 10, packedBytes: 2000 });
    fail(full);
    for (let n = 0; n < 500; n += 1) {
      flusher.task(task(`t${n}`, 'SUCCESS'));
      flusher.flush(10);
    }
    expect(flusher.given.tasks).toBeGreaterThan(0);
    expect(flusher.given.tasks + flusher.backlog).toBe(500);
    expect(flusher.pendingTask('t0')).toBeNull();
    expect(flusher.pendingTask('t499')).not.toBeNull();
  });

  it('does not swallow a fault of its own', () => {
    const { store, fail } = fallibleStore();
    const flusher = flusherOf(store);
    fail(new TypeError('a bug'));
    flusher.task(task('a', 'SUCCESS'));
    expect(() => flusher.flush(10)).toThrow('a bug');
  });
});

describe('a flusher on a real store', () => {
  let dataDir = '';
  beforeEach(() => void (dataDir = mkdtempSync(join(tmpdir(), 'celeryscope-flusher-'))));
  afterEach(() => rmSync(dataDir, { recursive: true }));

  it('leaves out the rows that the store does not take, and writes all others', () => {
    const { writer } = openWriter({ dataDir, now: 1 });
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
    expect(flusher.flush(10)).toBe(true);
    expect([flusher.badRows, flusher.backlog, flusher.error]).toEqual([2, 0, null]);
    expect(told).toHaveLength(1);
    expect(told[0]).toContain('task "half"');
    expect(flusher.lastBadRow).toMatchObject({ at: 77, row: 'task "symbol"' });
    expect(writer.loadTask('t0')?.state).toBe('SUCCESS');
    expect(writer.loadTask('t999')?.state).toBe('SUCCESS');
    expect(writer.loadTask('half')).toBeNull();
    flusher.task(task('next', 'FAILURE'));
    flusher.flush(11);
    expect(writer.loadTask('next')?.state).toBe('FAILURE');
    writer.close();
  });

  it('takes a batch of nothing but bad rows for a fault of the store, and keeps it', () => {
    const { writer } = openWriter({ dataDir, now: 1 });
    const flusher = flusherOf(writer);
    for (let n = 0; n < 500; n += 1) flusher.task({ ...task(`t${n}`, 'SUCCESS'), retries: 0.5 });
    expect(flusher.flush(10)).toBe(false);
    expect(flusher.badRows).toBe(100);
    expect(flusher.backlog).toBe(400);
    expect(flusher.error).not.toBeNull();
    writer.close();
  });
});
