import { describe, expect, it } from 'vitest';
import { filterWorkers, sortWorkers } from './sort-workers';
import { workerView } from './worker.fixture';

const names = (workers: readonly { readonly hostname: string }[]) => workers.map(({ hostname }) => hostname);

describe('sortWorkers', () => {
  it('orders names as a reader counts', () => {
    const workers = ['w10', 'w9', 'w1'].map((name) => workerView(name));
    expect(names(sortWorkers(workers, 'name', false))).toEqual(['w1', 'w9', 'w10']);
  });

  it('puts what is not known last in both directions', () => {
    const workers = [
      workerView('none', { reserved: null }),
      workerView('few', { reserved: 1 }),
      workerView('many', { reserved: 9 }),
    ];
    expect(names(sortWorkers(workers, 'reserved', true))).toEqual(['many', 'few', 'none']);
    expect(names(sortWorkers(workers, 'reserved', false))).toEqual(['few', 'many', 'none']);
  });

  it('puts the longest silence first when heartbeats are sorted downwards', () => {
    const workers = [workerView('fresh', { lastHeartbeatAt: 1000 }), workerView('old', { lastHeartbeatAt: 900 })];
    expect(names(sortWorkers(workers, 'heartbeat', true))).toEqual(['old', 'fresh']);
  });

  it('puts the state that needs a look first when states are sorted downwards', () => {
    const workers = [
      workerView('idle'),
      workerView('stuck', { status: 'not-consuming' }),
      workerView('gone', { status: 'gone' }),
    ];
    expect(names(sortWorkers(workers, 'state', true))).toEqual(['stuck', 'idle', 'gone']);
  });
});

describe('filterWorkers', () => {
  it('wants every word somewhere: name, queue, state, version', () => {
    const workers = [
      workerView('a@x', { queues: ['mail'] }),
      workerView('b@x', { queues: ['web'], status: 'saturated' }),
    ];
    expect(names(filterWorkers(workers, 'WEB sat'))).toEqual(['b@x']);
    expect(names(filterWorkers(workers, 'web idle'))).toEqual([]);
    expect(names(filterWorkers(workers, '  '))).toEqual(['a@x', 'b@x']);
  });
});
