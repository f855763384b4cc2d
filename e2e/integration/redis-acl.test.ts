import { describe, expect, it } from 'vitest';
import { runScript } from '@/server/brokers/redis-script';
import { message } from '../support/redis-message';
import { watch } from '../support/watched';
import { watchRedis } from '../support/watched-redis';

const TAG = '0e4c8b9f-tag';
const USER = 'narrow';

describe('a Redis user that may push messages but not remove them', () => {
  const on = watchRedis();

  async function watchWithout(...commands: readonly string[]) {
    const denied = commands.map((command) => `-${command}`);
    await on.redis.client.call('ACL', 'SETUSER', USER, 'reset', 'on', '>word', '~*', '&*', '+@all', ...denied);
    const watched = watch(on.redis.url.replace('redis://', `redis://${USER}:word@`));
    await watched.until('connected');
    return watched;
  }

  it.each(['hdel', 'zrem', 'hdel zrem'])(
    'puts nothing back without %s, and leaves no copy however often it is tried',
    async (commands) => {
      await on.redis.client.hset('unacked', TAG, `[${message('a')}, "", "celery"]`);
      await on.redis.client.zadd('unacked_index', 1_700_000_000, TAG);
      const narrow = await watchWithout(...commands.split(' '));
      try {
        const found = await narrow.broker.delivered?.find(TAG);
        if (found == null) throw new Error('it was delivered');
        for (let count = 0; count < 2; count += 1)
          await expect(narrow.broker.delivered?.putBack(found)).rejects.toMatchObject({ code: 'NOPERM' });
        expect(await on.redis.client.llen('celery')).toBe(0);
        expect(await on.redis.client.hlen('unacked')).toBe(1);
        expect(await on.redis.client.zcard('unacked_index')).toBe(1);
      } finally {
        await narrow.close();
      }
    },
  );

  it('neither moves nor removes what waits without lrem', async () => {
    await on.redis.client.lpush('mail', message('a'));
    const narrow = await watchWithout('lrem');
    try {
      const { waiting } = narrow.broker;
      const [one] = (await waiting?.peek('mail', 1))?.messages ?? [];
      if (waiting?.single === undefined || one === undefined) throw new Error('something waits');
      await expect(waiting.single.move('mail', one, 'other')).rejects.toMatchObject({ code: 'NOPERM' });
      await expect(waiting.single.remove('mail', one)).rejects.toMatchObject({ code: 'NOPERM' });
      expect(await on.redis.client.llen('mail')).toBe(1);
      expect(await on.redis.client.exists('other')).toBe(0);
    } finally {
      await narrow.close();
    }
  });

  it('has a script that broke off in the middle told from one that changed nothing', async () => {
    const { client } = on.redis;
    await client.lpush('list', 'a');
    const first = `redis.call('SET', KEYS[1], 'x')`;
    await expect(runScript(client, `${first}; changed = true; ${fails}`, ['key', 'list'], [])).rejects.toMatchObject({
      name: 'BrokerError',
      code: 'HALF_DONE',
    });
    await expect(runScript(client, fails, ['key', 'list'], [])).rejects.toMatchObject({
      name: 'Error',
      message: expect.stringMatching(/^WRONGTYPE/) as unknown,
    });
  });
});

const fails = `redis.call('GET', KEYS[2])`;
