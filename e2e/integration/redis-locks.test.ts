import { describe, expect, it } from 'vitest';
import { LOCK_PREFIXES, type LocksReading } from '@/lib/cluster/locks';
import { watchRedis } from '../support/watched-redis';

describe('locks beside the queues', () => {
  const on = watchRedis();
  const read = async (prefixes: Parameters<NonNullable<typeof on.watched.broker.locks>>[0] = LOCK_PREFIXES) =>
    (await on.watched.broker.locks?.(prefixes)) ?? null;

  async function until(holds: (reading: LocksReading) => boolean): Promise<LocksReading> {
    for (;;) {
      const reading = await read();
      if (reading !== null && holds(reading)) return reading;
    }
  }

  it('are read with their values and expiries, whatever lies beside them, and stay as they are', async () => {
    const { client } = on.redis;
    await client.set('qo_shop.sync_n-1', 'token', 'EX', 1000);
    await client.set('SINGLETONLOCK_0a', 'u1');
    await client.lpush('qo_a_list', 'x');
    await client.set('qo', 'x');
    await client.set('SOMETHING_ELSE', 'x');
    const before = (await client.keys('*')).sort();
    const { locks, beat, at } = await until((reading) => reading.locks.length === 2);
    expect(beat).toBeNull();
    expect(locks.toSorted((a, b) => a.kind.localeCompare(b.kind))).toMatchObject([
      { kind: 'once', key: 'qo_shop.sync_n-1', db: 0, value: 'token' },
      { kind: 'singleton', key: 'SINGLETONLOCK_0a', value: 'u1', expiresAt: null },
    ]);
    const expiresAt = locks.find(({ kind }) => kind === 'once')?.expiresAt ?? 0;
    expect(expiresAt - at).toBeGreaterThan(900);
    expect((await client.keys('*')).sort()).toEqual(before);
    await client.del('qo_shop.sync_n-1');
    expect((await read())?.locks).toMatchObject([{ kind: 'singleton' }]);
  });

  it('are found among many other keys, bit by bit, and no more than can be followed', async () => {
    const fill = on.redis.client.pipeline();
    for (let n = 0; n < 20_000; n += 1) fill.set(`celery-task-meta-${n}`, '{}');
    for (let n = 0; n < 600; n += 1) fill.set(`SINGLETONLOCK_${n}`, `u${n}`);
    await fill.exec();
    const first = await read();
    expect(first?.locks.length).toBeLessThan(500);
    expect((await until((reading) => reading.locks.length >= 500)).locks).toHaveLength(500);
  });

  it('have the prefix that is told, whatever it holds', async () => {
    await on.redis.client.set('my]*lock-1', 'u1');
    await on.redis.client.set('myxylock-1', 'u2');
    const reading = await read({ ...LOCK_PREFIXES, singleton: 'my]*lock-' });
    expect(reading?.locks).toMatchObject([{ kind: 'singleton', key: 'my]*lock-1', value: 'u1' }]);
  });

  it('of redbeat come with the entries that are due next', async () => {
    const { client } = on.redis;
    await client.set('redbeat::lock', 'token', 'EX', 1500);
    const schedule = { __type__: 'interval', every: 5, relative: false };
    const tick = { name: 'tick', task: 'shop.tick', args: [1], kwargs: {}, options: {}, schedule, enabled: true };
    await client.hset('redbeat:tick', 'definition', JSON.stringify(tick));
    await client.set('redbeat:later', 'of another type');
    await client.zadd('redbeat::schedule', 200, 'redbeat:later', 100, 'redbeat:tick', -1, 'redbeat:over');
    const reading = await read();
    expect(reading?.schedule).toMatchObject([{ name: 'tick', task: 'shop.tick', everySeconds: 5 }]);
    expect(reading?.beat).toMatchObject({
      key: 'redbeat::lock',
      value: 'token',
      entries: [
        { key: 'redbeat:tick', dueAt: 100 },
        { key: 'redbeat:later', dueAt: 200 },
      ],
    });
  });
});
