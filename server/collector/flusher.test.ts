import { describe, expect, it } from 'vitest';
import { newTask } from '@/lib/cluster/reduce-task';
import { StoreError, type StoreBatch, type StoreWriter } from '../store/store';
import { createFlusher } from './flusher';

/** A store that can be told to fail: a full disk is staged for real in e2e, here its every order of events. */
function fallibleStore() {
  const written: StoreBatch[] = [];
  let failure: Error | null = null;
  const store: StoreWriter = {
    write(batch) {
      if (failure !== null) throw failure;
      written.push({ ...batch, tasks: [...batch.tasks], timeline: [...batch.timeline] });
    },
    loadTask: () => null,
    loadInFlight: () => [],
    loadOpenFindings: () => [],
    loadSeries: () => [],
    prune: () => false,
    close: () => undefined,
  };
  return { store, written, fail: (error: Error | null) => void (failure = error) };
}

const task = (uuid: string, state: string) => ({ ...newTask(uuid, 1), state });
const entry = (text: string) => ({ at: 1, type: 'task-sent', worker: null, text });

describe('createFlusher', () => {
  it('writes only the newest state of a task', () => {
    const { store, written } = fallibleStore();
    const flusher = createFlusher(store);
    flusher.task(task('a', 'RECEIVED'));
    flusher.task(task('a', 'SUCCESS'));
    expect(flusher.flush(10)).toBe(true);
    expect(written[0]?.tasks.map(({ state }) => state)).toEqual(['SUCCESS']);
    expect(flusher.flush(11)).toBe(false);
  });

  it('keeps what a full disk refused and writes it when there is room', () => {
    const { store, written, fail } = fallibleStore();
    const flusher = createFlusher(store);
    fail(new StoreError('full', 'No room on the disk.'));
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

  it('gives up timeline entries before tasks when the store stays away', () => {
    const { store, fail, written } = fallibleStore();
    const flusher = createFlusher(store);
    fail(new StoreError('full', 'No room on the disk.'));
    flusher.task(task('a', 'SUCCESS'));
    for (let n = 0; n < 60_000; n += 1) flusher.timeline('a', entry(String(n)));
    flusher.flush(10);
    expect(flusher.dropped).toBe(10_000);
    fail(null);
    flusher.flush(20);
    expect(written[0]?.tasks).toHaveLength(1);
    expect(written[0]?.timeline[0]?.entry.text).toBe('10000');
  });

  it('does not swallow a fault of its own', () => {
    const { store, fail } = fallibleStore();
    const flusher = createFlusher(store);
    fail(new TypeError('a bug'));
    flusher.task(task('a', 'SUCCESS'));
    expect(() => flusher.flush(10)).toThrow('a bug');
  });
});
