import { describe, expect, it } from 'vitest';
import type { WishChange, WorkerQuiet } from '@/lib/cluster/wish';
import type { WorkerView } from '@/lib/cluster/worker';
import { workerView } from '@/lib/workers/worker.fixture';
import { createWorkerQuiets } from './worker-quiets';

const quiet: WorkerQuiet = {
  ...{ kind: 'quiet', id: 'w1', at: 100, actor: 'ada', reason: null },
  ...{ pid: 100, queues: ['mail'] },
};

function quiets(restored: readonly WorkerQuiet[], worker: WorkerView | null) {
  const written: WishChange[] = [];
  const changed: string[] = [];
  const all = createWorkerQuiets({
    restored,
    worker: () => worker,
    changed: (hostname) => void changed.push(hostname),
    flusher: { wish: (change) => void written.push(change) },
  });
  return { all, written, changed };
}

describe('a quiet worker', () => {
  it('is kept, shown with what it takes all the same, and forgotten when it takes again', () => {
    const { all, written, changed } = quiets([], workerView('w1'));
    all.put(quiet);
    expect(all.sight('w1', { queues: ['late'] })).toMatchObject({ actor: 'ada', queues: ['mail'], taking: ['late'] });
    expect(all.sight('w2', { queues: [] })).toBeUndefined();
    all.end('w1');
    expect(written).toEqual([
      { kind: 'quiet', id: 'w1', wish: quiet },
      { kind: 'quiet', id: 'w1', wish: null },
    ]);
    expect(changed).toEqual(['w1', 'w1']);
  });

  it.each([
    ['goes on while the same process is there', workerView('w1', { pid: 100 }), 1],
    ['goes on while its process is not known', workerView('w1', { pid: null }), 1],
    ['is over with another process', workerView('w1', { pid: 101 }), 0],
    ['is over when it is gone', workerView('w1', { pid: 100, status: 'gone' }), 0],
  ])('%s', (_what, worker, left) => {
    const { all } = quiets([quiet], worker);
    all.tick(1000);
    expect(all.count()).toBe(left);
  });

  it('is waited for after a start of ours before it is given up', () => {
    const { all } = quiets([quiet], null);
    all.tick(1000);
    expect(all.count()).toBe(1);
    all.tick(1121);
    expect(all.count()).toBe(0);
  });
});
