import { describe, expect, it } from 'vitest';
import type { WorkerDetail } from '@/lib/cluster/worker';
import { worker } from '../http/cluster.fixture';
import { createWorkerChanges } from './worker-changes';

const HOST = 'w1@a';

function played() {
  const changes = createWorkerChanges();
  return {
    look: (at: number, ...workers: readonly Partial<WorkerDetail>[]) => {
      const views = workers.map((different) => ({ ...worker(HOST), ...different }));
      changes.look({ at, workers: new Map(views.map((view) => [view.hostname, view])) });
      return changes.all().map(({ at: when, hostname, change }) => [when, hostname, change]);
    },
  };
}

describe('changes of workers', () => {
  it('tell the start of one that ran before we did, once', () => {
    const { look } = played();
    expect(look(1000, { uptimeSeconds: 400 })).toEqual([[600, HOST, 'started']]);
    expect(look(1100, { uptimeSeconds: 498.5 })).toHaveLength(1);
  });

  it('tell an orderly stop, a restart under the same name, and a loss', () => {
    const { look } = played();
    look(1000, { uptimeSeconds: 400 });
    look(1010, { uptimeSeconds: null, status: 'gone', statusReason: 'offline-event', statusSince: 1009 });
    look(1030, { uptimeSeconds: 2 });
    expect(look(1090, { uptimeSeconds: null, status: 'gone', statusReason: 'no-reply', statusSince: 1060 })).toEqual([
      [600, HOST, 'started'],
      [1009, HOST, 'stopped'],
      [1028, HOST, 'started'],
      [1060, HOST, 'lost'],
    ]);
  });

  it('tell a restart that nobody saw go', () => {
    const { look } = played();
    look(1000, { uptimeSeconds: 400 });
    expect(look(1100, { uptimeSeconds: 20 })).toEqual([
      [600, HOST, 'started'],
      [1080, HOST, 'started'],
    ]);
  });

  it('say nothing of a worker that never told since when it runs', () => {
    expect(played().look(1000, { uptimeSeconds: null, status: 'unknown' })).toEqual([]);
  });

  it('are bounded', () => {
    const { look } = played();
    for (let round = 0; round < 2_100; round += 1) look(10_000 + round * 100, { uptimeSeconds: 1 });
    expect(look(1e6, { uptimeSeconds: 1 })).toHaveLength(2_000);
  });
});
