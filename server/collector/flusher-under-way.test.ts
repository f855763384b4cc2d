import { describe, expect, it } from 'vitest';
import type { StoreBatch } from '../store/store';
import { entry, flusherOf, full, task, type Written } from './flusher.fixture';

/** A store whose writes end when the test says so. */
function slowStore() {
  const under: { readonly batch: StoreBatch; readonly done: () => void; readonly refuse: (error: Error) => void }[] =
    [];
  let heldUp = 0;
  const store: Written = {
    write: (batch) => new Promise((done, refuse) => void under.push({ batch, done, refuse })),
    waitForWrite: () => void (heldUp += 1),
  };
  return { store, under, heldUp: () => heldUp };
}

describe('a flusher while the store writes', () => {
  it('keeps what is under way within reach and begins no second write', async () => {
    const { store, under } = slowStore();
    const flusher = flusherOf(store);
    flusher.task(task('a', 'STARTED'));
    const first = flusher.flush(10);
    flusher.task(task('b', 'RECEIVED'));
    expect(await flusher.flush(11)).toBe(false);
    expect(under).toHaveLength(1);
    expect([flusher.pendingTask('a')?.state, flusher.pendingTask('b')?.state]).toEqual(['STARTED', 'RECEIVED']);
    expect(flusher.inFlight().map(({ uuid }) => uuid)).toEqual(['a', 'b']);
    expect(flusher.backlog).toBe(2);
    under[0]?.done();
    expect(await first).toBe(true);
    expect([flusher.pendingTask('a'), flusher.backlog]).toEqual([null, 1]);
  });

  it('puts nothing old over what came meanwhile when the write fails', async () => {
    const { store, under } = slowStore();
    const flusher = flusherOf(store);
    flusher.task(task('a', 'STARTED'));
    flusher.task(task('b', 'STARTED'));
    flusher.timeline('a', entry('first'));
    const first = flusher.flush(10);
    flusher.task(task('a', 'SUCCESS'));
    flusher.timeline('a', entry('second'));
    under[0]?.refuse(full);
    expect(await first).toBe(false);
    expect([flusher.pendingTask('a')?.state, flusher.pendingTask('b')?.state]).toEqual(['SUCCESS', 'STARTED']);
    void flusher.flush(20);
    expect(under[1]?.batch.tasks.map(({ uuid, state }) => [uuid, state])).toEqual([
      ['a', 'SUCCESS'],
      ['b', 'STARTED'],
    ]);
    expect(under[1]?.batch.timeline.map((line) => line.entry.text)).toEqual(['first', 'second']);
  });

  it('holds up who gives more than it can write', async () => {
    const { store, heldUp } = slowStore();
    const flusher = flusherOf(store);
    for (let n = 0; n < 15_000; n += 1) flusher.task(task(`a${n}`, 'SUCCESS'));
    void flusher.flush(10);
    expect(await flusher.flush(11)).toBe(false);
    expect(heldUp()).toBe(0);
    for (let n = 0; n < 15_000; n += 1) flusher.task(task(`b${n}`, 'SUCCESS'));
    expect(await flusher.flush(12)).toBe(false);
    expect(heldUp()).toBe(1);
  });

  it('takes tasks in parts, and no line of a timeline before its task', async () => {
    const { store, under } = slowStore();
    const flusher = flusherOf(store, { batchTasks: 2 });
    for (const uuid of ['a', 'b', 'c']) {
      flusher.task(task(uuid, 'SUCCESS'));
      flusher.timeline(uuid, entry(uuid));
    }
    const all = flusher.flush(10);
    flusher.task(task('c', 'FAILURE'));
    under[0]?.done();
    await new Promise(setImmediate);
    under[1]?.done();
    expect(await all).toBe(true);
    const rows = under.map(({ batch }) => [
      batch.tasks.map(({ uuid, state }) => `${uuid} ${state}`),
      batch.timeline.map(({ uuid }) => uuid),
    ]);
    expect(rows).toEqual([
      [
        ['a SUCCESS', 'b SUCCESS'],
        ['a', 'b'],
      ],
      [['c FAILURE'], ['c']],
    ]);
    expect(flusher.backlog).toBe(0);
  });

  it('writes at the end what came while it wrote', async () => {
    const { store, under } = slowStore();
    const flusher = flusherOf(store);
    flusher.task(task('a', 'SUCCESS'));
    void flusher.flush(10);
    flusher.task(task('b', 'SUCCESS'));
    const all = flusher.flushAll();
    under[0]?.done();
    await new Promise(setImmediate);
    under[1]?.done();
    await all;
    expect(under.map(({ batch }) => batch.tasks.map(({ uuid }) => uuid))).toEqual([['a'], ['b']]);
    expect(flusher.backlog).toBe(0);
  });
});
