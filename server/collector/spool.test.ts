import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { taskOf } from '../store/store.fixture';
import { createSpool } from './spool';

const some = (count: number) => Array.from({ length: count }, (_, n) => taskOf(randomUUID(), { args: `(${n}, 'x')` }));

describe('createSpool', () => {
  it('gives back what was put in, oldest first, and finds each by its uuid', () => {
    const spool = createSpool();
    const [first, second] = [some(50), some(30)];
    spool.add(first);
    spool.add(second);
    expect(spool.tasks).toBe(80);
    expect(spool.find(second[7]?.uuid ?? '')).toEqual(second[7]);
    expect(spool.find(randomUUID())).toBeNull();
    expect(spool.first()?.tasks).toEqual(first);
    spool.remove();
    expect(spool.find(first[3]?.uuid ?? '')).toBeNull();
    expect(spool.first()?.tasks).toEqual(second);
    spool.remove();
    expect([spool.tasks, spool.bytes, spool.first()]).toEqual([0, 0, null]);
  });

  it('finds the newest of two that have the same uuid, and the newer one when the older is gone', () => {
    const spool = createSpool();
    const task = taskOf(randomUUID());
    spool.add([task, { ...task, state: 'RETRY' }]);
    expect(spool.find(task.uuid)?.state).toBe('RETRY');
    spool.add([{ ...task, state: 'FAILURE' }]);
    spool.remove();
    expect(spool.find(task.uuid)?.state).toBe('FAILURE');
  });

  it('takes little memory for a task', () => {
    const spool = createSpool();
    spool.add(some(1000));
    expect(spool.bytes / 1000).toBeLessThan(150);
  });
});
