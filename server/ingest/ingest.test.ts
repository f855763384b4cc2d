import { describe, expect, it } from 'vitest';
import { createCluster } from '@/lib/cluster/cluster';
import { createIngest } from './ingest';

const event = (uuid: string) => ({ type: 'task-started', uuid, hostname: 'w1@host', timestamp: 100, pid: 7 });

describe('createIngest', () => {
  it('takes the events after one that failed, and tells the failure', () => {
    const cluster = createCluster();
    const failures: unknown[] = [];
    const ingest = createIngest({
      cluster,
      loadTask: (uuid) => {
        if (uuid === 'a') throw new Error('The database is damaged.');
        return null;
      },
      timeline: () => undefined,
      finished: () => undefined,
      appeared: () => undefined,
      workerArrived: () => undefined,
      sent: () => undefined,
      received: () => undefined,
      failed: (error) => failures.push(error),
    });
    ingest.accept({ at: 101, channel: 'task.multi', body: JSON.stringify([event('a'), event('b')]), properties: {} });
    expect([...cluster.tasks.keys()]).toEqual(['b']);
    expect(failures).toHaveLength(1);
    expect(ingest.figures(101).eventsReceived).toBe(2);
  });
});
