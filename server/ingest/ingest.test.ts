import { describe, expect, it } from 'vitest';
import { ingesting } from './ingest.fixture';

const event = (uuid: string) => ({ type: 'task-started', uuid, hostname: 'w1@host', timestamp: 100, pid: 7 });

describe('createIngest', () => {
  it('takes the events after one that failed, and tells the failure', () => {
    const failures: unknown[] = [];
    const { cluster, ingest } = ingesting({
      loadTask: (uuid) => {
        if (uuid === 'a') throw new Error('The database is damaged.');
        return null;
      },
      failed: (error) => failures.push(error),
    });
    ingest.accept({ at: 101, channel: 'task.multi', body: JSON.stringify([event('a'), event('b')]), properties: {} });
    expect([...cluster.tasks.keys()]).toEqual(['b']);
    expect(failures).toHaveLength(1);
    expect(ingest.figures(101).eventsReceived).toBe(2);
  });

  it.each([
    ['waited for us, who stood still', 6, 103],
    ['was kept by a worker that had lost its broker', 0, null],
  ])('knows whether a late farewell %s', (_title, heldBack, offlineAt) => {
    const { cluster, ingest } = ingesting({ hearing: () => ({ heldBackSeconds: heldBack, since: 0 }) });
    const beat = { type: 'worker-heartbeat', hostname: 'w1@host', timestamp: 100, pid: 7, freq: 60 };
    ingest.accept({ at: 100, channel: 'worker.heartbeat', body: JSON.stringify(beat), properties: {} });
    const farewell = { ...beat, type: 'worker-offline', timestamp: 103 };
    ingest.accept({ at: 109, channel: 'worker.offline', body: JSON.stringify(farewell), properties: {} });
    expect(cluster.workers.get('w1@host')?.offlineAt).toBe(offlineAt);
  });

  it.each([
    ['while the broker was away, by a worker that lost it, is none', 102.5, null],
    ['when it was back is one', 103.2, 103.2],
  ])('knows that a farewell that was said %s', (_title, saidAt, offlineAt) => {
    const { cluster, ingest } = ingesting({ hearing: () => ({ heldBackSeconds: 0, since: 103 }) });
    // Its clock is half a second behind ours.
    const beat = { type: 'worker-heartbeat', hostname: 'w1@host', timestamp: 99.5, pid: 7, freq: 2 };
    ingest.accept({ at: 100, channel: 'worker.heartbeat', body: JSON.stringify(beat), properties: {} });
    const farewell = { ...beat, type: 'worker-offline', timestamp: saidAt - 0.5 };
    ingest.accept({ at: 104.5, channel: 'worker.offline', body: JSON.stringify(farewell), properties: {} });
    expect(cluster.workers.get('w1@host')?.offlineAt ?? null).toBe(offlineAt === null ? null : offlineAt - 0.5);
  });
});
