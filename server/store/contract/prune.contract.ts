import { toldTimeline } from '@/lib/cluster/told-timeline';
import { expect, it } from 'vitest';
import type { Task } from '@/lib/cluster/task';
import { batchOf, NOW, queryOf, taskOf, uuidOf } from '../store.fixture';
import type { StoreUnderTest } from '../store.contract';

const DAY = 86_400;
const NO_LIMIT = 1_000_000;

export function pruneContract(under: StoreUnderTest): void {
  const write = (count: number, make: (n: number) => Partial<Task>): Promise<void> =>
    under.store.writer.write(batchOf({ tasks: Array.from({ length: count }, (_, n) => taskOf(uuidOf(n), make(n))) }));
  const pruneAll = async (limits: {
    readonly retentionSeconds: number;
    readonly maxTasks: number;
  }): Promise<number> => {
    let chunks = 1;
    while (await under.store.writer.prune({ ...limits, now: NOW })) chunks += 1;
    return chunks;
  };

  it('removes what is older than the retention, with all that belongs to it', async () => {
    await write(10, (n) => ({ updatedAt: NOW - n * DAY - 1 }));
    await under.store.writer.write(
      batchOf({ timeline: [{ uuid: uuidOf(9), entry: { at: NOW, type: 'task-sent', worker: null, text: '' } }] }),
    );
    await pruneAll({ retentionSeconds: 5 * DAY, maxTasks: NO_LIMIT });
    expect((await under.store.reader.tasks(queryOf())).tasks.map(({ uuid }) => uuid)).toEqual(
      [0, 1, 2, 3, 4].map(uuidOf),
    );
    expect(await under.store.reader.countsByState()).toEqual({ SUCCESS: 5 });
    expect(await under.store.reader.task(uuidOf(9))).toBeNull();
    await under.store.writer.write(batchOf({ tasks: [taskOf(uuidOf(9))] }));
    expect((await under.store.reader.task(uuidOf(9)))?.timeline).toEqual(toldTimeline(taskOf(uuidOf(9))));
  });

  it('removes the oldest beyond the number of tasks, in chunks of a bounded size', async () => {
    await write(12_000, (n) => ({ updatedAt: NOW - n / 1_000 }));
    expect(await under.store.writer.prune({ retentionSeconds: DAY, maxTasks: 100, now: NOW })).toBe(true);
    expect((await under.store.reader.size()).tasks).toBeGreaterThanOrEqual(12_000 - 5_000);
    await pruneAll({ retentionSeconds: DAY, maxTasks: 100 });
    expect((await under.store.reader.size()).tasks).toBe(100);
    expect((await under.store.reader.size()).oldestAt).toBe(NOW - 0.099);
    expect(await pruneAll({ retentionSeconds: DAY, maxTasks: 100 })).toBe(1);
  });

  it('never removes what is in flight', async () => {
    const states = ['SENT', 'RECEIVED', 'STARTED', 'RETRY', 'PROGRESS'];
    await write(10, (n) => ({ state: states[n] ?? 'SUCCESS', updatedAt: NOW - 90 * DAY }));
    await pruneAll({ retentionSeconds: DAY, maxTasks: 1 });
    expect(await under.store.reader.countsByState()).toEqual({
      SENT: 1,
      RECEIVED: 1,
      STARTED: 1,
      RETRY: 1,
      PROGRESS: 1,
    });
  });

  it('does nothing within the limits', async () => {
    await write(3, () => ({}));
    expect(await pruneAll({ retentionSeconds: DAY, maxTasks: 3 })).toBe(1);
    expect((await under.store.reader.size()).tasks).toBe(3);
  });

  it('forgets old closed findings, actions and depth, but no open finding', async () => {
    const text = { key: 'k', values: {} };
    const finding = {
      detector: 'duplicate-execution', severity: 'warning', subject: { kind: 'task', id: 'a' }, related: [], sentence: text, evidence: [],
      advice: { text, setting: null }, figure: null, since: 0, openedAt: NOW - 90 * DAY, updatedAt: NOW - 80 * DAY,
    } as const; // prettier-ignore
    await under.store.writer.write(
      batchOf({
        findings: [
          { ...finding, id: 'closed', closedAt: NOW - 80 * DAY },
          { ...finding, id: 'open', closedAt: null },
        ],
        depth: [{ at: NOW - 5 * DAY, queue: 'celery', ready: { 0: 1 }, unacked: 0 }],
      }),
    );
    await pruneAll({ retentionSeconds: 2 * DAY, maxTasks: NO_LIMIT });
    expect((await under.store.reader.findings({ state: 'all', limit: 5 })).map(({ id }) => id)).toEqual(['open']);
    expect(
      (await under.store.reader.findings({ state: 'all', subject: { kind: 'task', id: 'a' }, limit: 5 })).map(
        ({ id }) => id,
      ),
    ).toEqual(['open']);
    expect(
      (await under.store.reader.depth('celery', '24h', NOW - 5 * DAY + 60)).every(({ ready }) => ready === null),
    ).toBe(true);
  });
}
