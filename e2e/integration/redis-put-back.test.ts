import { describe, expect, it } from 'vitest';
import type { DeliveredMessages } from '@/server/brokers/messages';
import { runPython } from '../support/celery-worker';
import { message } from '../support/redis-message';
import { watch } from '../support/watched';
import { watchRedis } from '../support/watched-redis';

const SEP = '\x06\x16';
const TAG = '0e4c8b9f-tag';

describe('a delivered message that is put back', () => {
  const on = watchRedis();

  function delivered(): DeliveredMessages {
    if (on.watched.broker.delivered === undefined) throw new Error('Redis gives access to them');
    return on.watched.broker.delivered;
  }
  async function deliver(text: string, exchange = '', routingKey = 'celery', score = 1_700_000_000.25) {
    await on.redis.client.hset('unacked', TAG, `[${text}, ${JSON.stringify(exchange)}, ${JSON.stringify(routingKey)}]`);
    await on.redis.client.zadd('unacked_index', score, TAG);
  }
  async function found() {
    const one = await delivered().find(TAG);
    if (one === null) throw new Error('it was delivered');
    return one;
  }
  async function leftovers() {
    return [await on.redis.client.hlen('unacked'), await on.redis.client.zcard('unacked_index')];
  }

  const raw = message('a', { headers: { timelimit: [null, 12], stamps: { x: 'é' } } }).replace(
    '"retries":0',
    '"retries":0,"huge":123456789012345678901234567890,"odd":NaN',
  );

  it('lies where kombu would put it, and as kombu would write it', async () => {
    const [first, second] = [`celery${SEP}6`, 'celery'];
    for (const [text, lane] of [
      [raw.replace('"priority":0', '"priority":7'), first],
      [raw.replace('"priority":0', '"priority":null'), second],
    ] as const) {
      await on.redis.client.lpush(lane, 'waits');
      await deliver(text);
      await runPython(['restore.py', TAG], on.redis.url);
      const byKombu = await on.redis.client.rpop(lane);
      expect(await leftovers()).toEqual([0, 0]);
      await deliver(text);
      expect(await delivered().putBack(await found())).toEqual({ outcome: 'put-back', queues: ['celery'] });
      const byUs = await on.redis.client.rpop(lane);
      expect(await leftovers()).toEqual([0, 0]);
      expect(byUs).toContain('"huge": 123456789012345678901234567890');
      const unspaced = (told: string | null) => told?.replace(/\s/g, '').replaceAll('\\u00e9', 'é');
      expect(sortedParts(unspaced(byUs))).toEqual(sortedParts(unspaced(byKombu)));
      expect(byUs).toMatch(/"redelivered": true.*"redelivered": true/);
      expect(await on.redis.client.lrange(lane, 0, -1)).toEqual(['waits']);
    }
  });

  it('goes to each queue that its exchange leads to, as kombu has them go', async () => {
    await on.redis.client.sadd(
      '_kombu.binding.shop',
      `mail${SEP}${SEP}letters`,
      `mail${SEP}${SEP}copies`,
      `x${SEP}${SEP}x`,
    );
    await deliver(raw, 'shop', 'mail');
    const result = await delivered().putBack(await found());
    expect(result).toMatchObject({ outcome: 'put-back' });
    expect(await Promise.all(['letters', 'copies', 'x'].map((key) => on.redis.client.llen(key)))).toEqual([1, 1, 0]);
  });

  it('goes to keys with the prefix that the workers use', async () => {
    const prefixed = watch(on.redis.url, { globalKeyprefix: 'app1:' });
    await prefixed.until('connected');
    await on.redis.client.hset('app1:unacked', TAG, `[${raw}, "shop", "mail"]`);
    await on.redis.client.zadd('app1:unacked_index', 1, TAG);
    await on.redis.client.sadd('app1:_kombu.binding.shop', `mail${SEP}${SEP}letters`);
    const one = await prefixed.broker.delivered?.find(TAG);
    if (one == null) throw new Error('it was delivered');
    expect(await prefixed.broker.delivered?.putBack(one)).toEqual({ outcome: 'put-back', queues: ['letters'] });
    expect(await on.redis.client.llen('app1:letters')).toBe(1);
    expect(await on.redis.client.exists('app1:unacked', 'app1:unacked_index')).toBe(0);
    await prefixed.close();
  });

  it('stays where its exchange leads nowhere, which kombu would take for a reason to lose it', async () => {
    await deliver(raw, 'nowhere', 'mail');
    expect(await delivered().putBack(await found())).toEqual({ outcome: 'refused', code: 'no-queue' });
    expect(await leftovers()).toEqual([1, 1]);
  });

  it('stays when something else has the name of its queue', async () => {
    await on.redis.client.set('celery', 'no list');
    await deliver(raw);
    expect(await delivered().putBack(await found())).toEqual({ outcome: 'refused', code: 'not-a-list' });
    expect(await leftovers()).toEqual([1, 1]);
  });

  it('is not pushed once more when it was acknowledged between the look and the act', async () => {
    await deliver(raw);
    const seen = await found();
    await on.redis.client.hdel('unacked', TAG);
    await on.redis.client.zrem('unacked_index', TAG);
    expect(await delivered().putBack(seen)).toEqual({ outcome: 'gone' });
    expect(await on.redis.client.llen('celery')).toBe(0);
    expect(await delivered().find(TAG)).toBeNull();
  });

  it('is left alone when it was delivered anew between the look and the act', async () => {
    await deliver(raw);
    const seen = await found();
    await on.redis.client.zadd('unacked_index', 1_700_000_100.5, TAG);
    expect(await delivered().putBack(seen)).toEqual({ outcome: 'gone' });
    expect(await leftovers()).toEqual([1, 1]);
  });

  it('is pushed once by two who ask at the same time', async () => {
    await deliver(raw);
    const [one, two] = [await found(), await found()];
    const results = await Promise.all([delivered().putBack(one), delivered().putBack(two)]);
    expect(results.map(({ outcome }) => outcome).sort()).toEqual(['gone', 'put-back']);
    expect(await on.redis.client.llen('celery')).toBe(1);
  });

  it('stays when Redis is out of memory', async () => {
    await deliver(raw);
    const seen = await found();
    await on.redis.client.config('SET', 'maxmemory', '1');
    await expect(delivered().putBack(seen)).rejects.toMatchObject({ code: 'OOM' });
    await on.redis.client.config('SET', 'maxmemory', '0');
    expect(await leftovers()).toEqual([1, 1]);
  });

  it('stays when it is not as kombu writes it', async () => {
    await on.redis.client.hset('unacked', TAG, Buffer.from([0x5b, 0xff, 0x5d]));
    await on.redis.client.zadd('unacked_index', 1, TAG);
    expect(await delivered().putBack(await found())).toEqual({ outcome: 'refused', code: 'unreadable' });
    expect(await leftovers()).toEqual([1, 1]);
  });
});

/** Every character sorted: the order of members is no matter, all that is written is. */
function sortedParts(text: string | undefined): readonly string[] {
  return [...(text ?? '').split(/[,{}]/)].sort();
}
