import { describe, expect, it } from 'vitest';
import { createCluster } from '@/lib/cluster/cluster';
import { newWorkerRecord } from '@/lib/cluster/worker-record';
import type { HeldTask } from '@/lib/cluster/worker';
import { createToldWorkers } from './told-workers';

const task: HeldTask = {
  uuid: 't1',
  name: 'mail.send',
  args: '[1, "<b>"]',
  kwargs: '{}',
  eta: null,
  startedAt: 100.5,
  acknowledged: true,
  redelivered: false,
  routingKey: 'celery',
  exchange: '',
  priority: 0,
  workerPid: 7,
};

function setUp(hostnames: readonly string[], stats: Readonly<Record<string, unknown>> = { pid: 7 }) {
  const cluster = createCluster();
  for (const hostname of hostnames) {
    const fresh = newWorkerRecord(hostname, 1);
    const replies = { ...fresh.replies, stats, registered: ['mail.send'], activeTasks: [task] };
    cluster.workers.set(hostname, { ...fresh, lastReplySeenAt: 90, replies });
  }
  const asked: (readonly string[])[] = [];
  const clock = { now: 1000 };
  const told = createToldWorkers({
    cluster,
    inspector: { askAll: (names) => Promise.resolve(void asked.push(names)) },
    live: () => hostnames,
    now: () => clock.now,
  });
  const read = async (names: readonly string[], refresh = false): Promise<Record<string, unknown>> =>
    Object.fromEntries(Object.entries(await told.read(names, refresh)).map(([name, text]) => [name, JSON.parse(text)]));
  return { cluster, told, asked, clock, read };
}

describe('what workers told', () => {
  it('is told as they wrote it, and nothing stands for what they have not told', async () => {
    const { told, read } = setUp(['w1'], { pid: 7, broker: { hostname: 'h', alternates: ['redis://:secret@h'] } });
    const queue = { name: 'celery', exchange: { name: 'celery', type: 'direct' }, routing_key: 'celery' };
    told.take('w1', 'active_queues', [queue]);
    told.take('w1', 'revoked', ['t9']);
    expect(await read(['w1', 'nobody'])).toEqual({
      w1: {
        stats: { pid: 7, broker: { hostname: 'h' } },
        timestamp: 90,
        active_queues: [queue],
        registered: ['mail.send'],
        active: [
          {
            id: 't1',
            name: 'mail.send',
            args: "[1, '<b>']",
            kwargs: '{}',
            type: 'mail.send',
            hostname: 'w1',
            time_start: 100.5,
            acknowledged: true,
            delivery_info: { exchange: '', routing_key: 'celery', priority: 0, redelivered: false },
            worker_pid: 7,
          },
        ],
        revoked: ['t9'],
      },
    });
  });

  it('is nothing of one that only answered a ping, or not at all', async () => {
    const { cluster, read } = setUp([]);
    cluster.workers.set('quiet', newWorkerRecord('quiet', 1));
    cluster.workers.set('pinged', { ...newWorkerRecord('pinged', 1), lastReplySeenAt: 5 });
    expect(await read(['quiet', 'pinged'])).toEqual({});
  });

  it('holds no password, and not all of an endless answer', async () => {
    const { told, read } = setUp(['w1']);
    told.take('w1', 'active_queues', [{ name: 'q', alias: 'amqp://me:secret@h/' }]);
    told.take(
      'w1',
      'revoked',
      Array.from({ length: 40_000 }, (_, index) => `t${index}`),
    );
    const { w1 } = (await read(['w1'])) as { w1: { active_queues: unknown; revoked: string[] } };
    expect(JSON.stringify(w1.active_queues)).not.toContain('secret');
    expect([w1.revoked.length, w1.revoked.at(-1)]).toEqual([1_000, 't39999']);
  });

  it('of names and values that are anything is JSON all the same', async () => {
    const names = ['__proto__', 'constructor', '"\\\u2028</script>', '\ud800'];
    const { told, read } = setUp(names);
    for (const name of names) told.take(name, 'active_queues', [{ name: '</script>"' }]);
    expect(Object.keys(await read(names)).sort()).toEqual([...names].sort());
  });

  it('takes a bounded place, and gives that of workers that are gone to others', async () => {
    const names = Array.from({ length: 2_000 }, (_, index) => `w${index}`);
    const { cluster, told, read } = setUp(names);
    const long = Array.from({ length: 1_000 }, (_, index) => `${index}`.padStart(36, '0'));
    for (const name of names) told.take(name, 'revoked', long);
    const kept = async (): Promise<number> =>
      Object.values(await read(names)).filter((one) => 'revoked' in (one as object)).length;
    expect(await kept()).toBeLessThan(1_000);
    expect(await kept()).toBeGreaterThan(500);
    for (const name of names.slice(0, 1_990)) cluster.workers.delete(name);
    for (const name of names.slice(1_990)) told.take(name, 'revoked', long);
    expect(await kept()).toBe(10);
  });

  it('is asked for anew when somebody wants that, at the pace of our own questions', async () => {
    const names = Array.from({ length: 100 }, (_, index) => `w${index}`);
    const { asked, clock, read } = setUp(names);
    await Promise.all([read(names, true), read(names, true), read(['w1', 'gone'], true)]);
    expect(asked).toEqual([names]);
    clock.now += 19;
    await read(names, true);
    expect(asked).toHaveLength(1);
    clock.now += 2;
    await read(['w1', 'gone'], true);
    expect(asked[1]).toEqual(['w1']);
  });
});
