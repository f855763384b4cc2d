import { describe, expect, it } from 'vitest';
import { createCluster, putTask, putWorker } from '@/lib/cluster/cluster';
import type { TaskLock } from '@/lib/cluster/locks';
import { newTask } from '@/lib/cluster/reduce-task';
import type { Task } from '@/lib/cluster/task';
import { newWorkerRecord } from '@/lib/cluster/worker-record';
import type { FoundMessage } from '../brokers/broker';
import { createLocksWatch, type LocksWatchParts } from './locks-watch';

const singleton: TaskLock = { kind: 'singleton', key: 'SINGLETONLOCK_1', db: 0, value: 'u1', expiresAt: null };
const once: TaskLock = { kind: 'once', key: 'qo_shop.sync_n-1', db: 0, value: 'x', expiresAt: 5000 };
const nowhere: FoundMessage = { message: null, everywhere: true };

function stage(locks: readonly TaskLock[], different: Partial<LocksWatchParts> = {}) {
  const cluster = createCluster();
  let now = 0;
  let searches = 0;
  const record = newWorkerRecord('w1', 0);
  const told = (at: number): void => {
    const lists = { activeTasks: [], reservedTasks: [], scheduledTasks: [], registered: ['shop.sync'] };
    putWorker(cluster, { ...record, replies: { ...record.replies, ...lists, readAt: { active: at } } });
  };
  told(0);
  const watch = createLocksWatch({
    cluster,
    broker: {
      kind: 'redis',
      locks: () => Promise.resolve({ at: now, locks, beat: null, schedule: [] }),
      findMessage: () => {
        searches += 1;
        return Promise.resolve(nowhere);
      },
      findNamed: () => Promise.resolve({ isFound: false, everywhere: true }),
    },
    backend: () => null,
    isConnected: () => true,
    task: (uuid) => cluster.tasks.get(uuid) ?? null,
    liveWorkers: () => ['w1'],
    ready: () => 0,
    now: () => now,
    ...different,
  });
  const look = async (at: number) => {
    now = at;
    await watch.look();
    return watch.sight()?.locks ?? [];
  };
  const put = (uuid: string, state: string, name = 'shop.sync'): void => {
    const task: Task = { ...newTask(uuid, 0), state, name, queue: 'mail' };
    putTask(cluster, task, now);
  };
  return { look, put, told, searches: () => searches };
}

describe('the watch over locks', () => {
  it('calls a lock idle when what it guards is nowhere, and not while it is young', async () => {
    const { look } = stage([singleton, once]);
    expect((await look(10)).map(({ idleSince }) => idleSince)).toEqual([null, null]);
    expect((await look(20)).map(({ idleSince }) => idleSince)).toEqual([null, null]);
    const found = await look(30);
    expect(found).toMatchObject([{ idleSince: 30 }, { name: 'shop.sync', idleSince: 30 }]);
    expect(await look(40)).toMatchObject([{ idleSince: 30 }, { idleSince: 30 }]);
  });

  it('sees what is guarded by its id, or by its name', async () => {
    const { look, put, searches } = stage([singleton, once]);
    put('u1', 'STARTED');
    for (const at of [10, 20, 30]) expect((await look(at)).every(({ idleSince }) => idleSince === null)).toBe(true);
    expect(searches()).toBe(0);
    put('u1', 'FAILURE');
    expect(await look(40)).toMatchObject([{ task: { state: 'FAILURE' }, idleSince: 40 }, { idleSince: 40 }]);
  });

  it('concludes nothing from old lists, from a search of a part, or of a name that nobody registered', async () => {
    const old = stage([singleton]);
    await old.look(10);
    expect((await old.look(500))[0]?.idleSince).toBeNull();
    const part = stage([singleton], {
      broker: {
        kind: 'redis',
        locks: () => Promise.resolve({ at: 0, locks: [singleton], beat: null, schedule: [] }),
        findMessage: () => Promise.resolve({ message: null, everywhere: false }),
      },
    });
    await part.look(10);
    expect((await part.look(40))[0]?.idleSince).toBeNull();
    const strange = stage([{ ...once, key: 'qo_somebody' }]);
    await strange.look(10);
    expect((await strange.look(40))[0]).toMatchObject({ name: null, idleSince: null });
  });

  it('searches for a few at a time, each in its turn', async () => {
    const many = Array.from({ length: 10 }, (_, n) => ({ ...singleton, key: `SINGLETONLOCK_${n}`, value: `u${n}` }));
    const { look, searches } = stage(many);
    await look(10);
    for (const at of [30, 40, 50, 60]) await look(at);
    expect(searches()).toBe(12);
    expect((await look(70)).every(({ idleSince }) => idleSince !== null)).toBe(true);
  });

  it('knows of RabbitMQ only that no message waits at all', async () => {
    const backend = () => ({
      kind: 'redis',
      url: 'redis://results',
      read: () => Promise.resolve(new Map()),
      locks: () => Promise.resolve({ at: 0, locks: [singleton], beat: null, schedule: [] }),
      close: () => Promise.resolve(),
    });
    const broker = { kind: 'amqp' as const, findMessage: () => Promise.resolve(nowhere) };
    const empty = stage([], { broker, backend });
    await empty.look(10);
    expect((await empty.look(40))[0]?.idleSince).toBe(40);
    const filled = stage([], { broker, backend, ready: () => 3 });
    await filled.look(10);
    expect((await filled.look(40))[0]?.idleSince).toBeNull();
  });
});
