import { describe, expect, it } from 'vitest';
import { groupWorkers, machineOf, sumWorkers } from './worker-groups';
import { workerView } from './worker.fixture';

const hosts = (workers: readonly { readonly hostname: string }[]) => workers.map(({ hostname }) => hostname);

describe('groupWorkers', () => {
  it('puts workers together that consume the same queues, in whatever order they told them', () => {
    const groups = groupWorkers(
      [
        workerView('a', { queues: ['mail', 'web'] }),
        workerView('b', { queues: ['mail'] }),
        workerView('c', { queues: ['web', 'mail'] }),
      ],
      'queue',
    );
    expect(groups.map((group) => [group.names, hosts(group.workers)])).toEqual([
      [['mail'], ['b']],
      [
        ['mail', 'web'],
        ['a', 'c'],
      ],
    ]);
  });

  it('shows those that are gone last in their group, and groups of them alone last of all', () => {
    const groups = groupWorkers(
      [
        workerView('a-gone', { status: 'gone', queues: ['a'] }),
        workerView('b-gone', { status: 'gone', queues: ['b'] }),
        workerView('b-up', { queues: ['b'] }),
      ],
      'queue',
    );
    expect(groups.map((group) => hosts(group.workers))).toEqual([['b-up', 'b-gone'], ['a-gone']]);
  });

  it('keeps workers whose queues are not known apart from those without queues', () => {
    const groups = groupWorkers([workerView('a', { queues: null }), workerView('b', { queues: [] })], 'queue');
    expect(groups.map((group) => group.names)).toEqual([[], null]);
  });

  it('groups by machine, and not at all', () => {
    const workers = [workerView('x@app-2'), workerView('y@app-1'), workerView('z@app-2')];
    expect(groupWorkers(workers, 'machine').map((group) => hosts(group.workers))).toEqual([
      ['y@app-1'],
      ['x@app-2', 'z@app-2'],
    ]);
    expect(groupWorkers(workers, 'all')).toHaveLength(1);
  });
});

describe('sumWorkers', () => {
  it('leaves out what is gone, and counts no more busy slots than there are', () => {
    const sums = sumWorkers([
      workerView('a', { active: 6, concurrency: 4, reserved: 2 }),
      workerView('b', { active: null, scheduled: 3 }),
      workerView('c', { status: 'gone', active: 4, reserved: 9 }),
    ]);
    expect(sums).toEqual({ up: 2, total: 3, slots: 8, busy: 4, reserved: 2, scheduled: 3 });
  });
});

describe('machineOf', () => {
  it('is what stands after the last @', () => {
    expect(machineOf('mail@eu@app-1')).toBe('app-1');
    expect(machineOf('mail')).toBeNull();
    expect(machineOf('mail@')).toBeNull();
  });
});
