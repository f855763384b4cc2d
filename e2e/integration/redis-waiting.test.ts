import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PeekedMessage } from '@/lib/queues/peek';
import type { SingleMessages, WaitingMessages } from '@/server/brokers/messages';
import { walkFromEnd } from '@/server/brokers/redis-walk';
import { message } from '../support/redis-message';
import { startRedis, type RedisServer } from '../support/redis-server';
import { watch, type Watched } from '../support/watched';

const SEP = '\x06\x16';

describe('messages that wait', () => {
  let redis: RedisServer;
  let watched: Watched;
  beforeAll(async () => {
    redis = await startRedis();
  });
  beforeEach(async () => {
    await redis.client.flushall();
    watched = watch(redis.url);
    await watched.until('connected');
  });
  afterEach(() => watched.close());
  afterAll(() => redis.stop());

  function waiting(): WaitingMessages & { readonly single: SingleMessages } {
    const { waiting: all } = watched.broker;
    if (all?.single === undefined) throw new Error('Redis gives access to them');
    return { ...all, single: all.single };
  }
  async function send(...ids: readonly string[]): Promise<void> {
    for (const id of ids) await redis.client.lpush('mail', message(id));
  }
  async function first(): Promise<PeekedMessage> {
    const [one] = (await waiting().peek('mail', 1)).messages;
    if (one === undefined) throw new Error('something waits');
    return one;
  }
  const left = () => redis.client.lrange('mail', 0, -1);

  it('are looked at in the order served, lane by lane, and stay as they are', async () => {
    await send('b', 'c', 'd');
    await redis.client.lpush(`mail${SEP}6`, message('late'));
    await redis.client.rpush('mail', message('a'));
    const before = await left();
    const peeked = await waiting().peek('mail', 3);
    expect(peeked.messages.map(({ uuid, ahead, priority }) => [uuid, ahead, priority])).toEqual([
      ['a', 0, 0],
      ['b', 1, 0],
      ['c', 2, 0],
      ['late', 4, 6],
    ]);
    expect(peeked.lanes).toEqual([
      { priority: 0, ready: 4, shown: 3 },
      { priority: 3, ready: 0, shown: 0 },
      { priority: 6, ready: 1, shown: 1 },
      { priority: 9, ready: 0, shown: 0 },
    ]);
    expect(await left()).toEqual(before);
  });

  it('are not read beyond some megabytes', async () => {
    const large = message('large', { body: Buffer.alloc(900_000, 'x') });
    for (let count = 0; count < 30; count += 1) await redis.client.lpush('mail', large);
    const { messages, lanes } = await waiting().peek('mail', 100);
    expect(lanes[0]?.ready).toBe(30);
    expect(messages.length).toBeLessThan(10);
    expect(messages[0]).toMatchObject({ unreadable: 'too-large', uuid: null });
  });

  it('are removed one by one, by their very bytes', async () => {
    await send('a', 'b');
    const one = await first();
    expect(one.uuid).toBe('a');
    await redis.client.rpush('mail', message('in front'));
    expect(await waiting().single.remove('mail', one)).toBe('done');
    expect(await waiting().single.remove('mail', one)).toBe('gone');
    expect(await redis.client.llen('mail')).toBe(2);
    expect((await left()).join()).not.toContain('"id":"a"');
  });

  it('are neither removed nor moved when they are another task’s than was said', async () => {
    await send('a', 'b');
    const one = await first();
    const wrong = { ...one, uuid: 'b' };
    expect(await waiting().single.remove('mail', wrong)).toBe('other');
    expect(await waiting().single.move('mail', wrong, 'elsewhere')).toBe('other');
    expect(await redis.client.llen('mail')).toBe(2);
    expect(await waiting().single.remove('mail', { ...one, uuid: null })).toBe('done');
  });

  it('are not removed when a worker took them between the look and the act', async () => {
    await send('a', 'b');
    const one = await first();
    await redis.client.rpop('mail');
    expect(await waiting().single.remove('mail', one)).toBe('gone');
    expect(await redis.client.llen('mail')).toBe(1);
  });

  it('are removed though nobody can read them', async () => {
    await redis.client.lpush('mail', Buffer.from([0xff, 0x00, 0xfe]));
    const one = await first();
    expect(one).toMatchObject({ unreadable: 'not-kombu', sizeBytes: 3 });
    expect(await waiting().single.move('mail', one, 'other')).toBe('unreadable');
    expect(await waiting().single.remove('mail', one)).toBe('done');
    expect(await redis.client.exists('mail')).toBe(0);
  });

  it('are moved to the end of another queue, into the same lane, with its address', async () => {
    await redis.client.lpush(`other${SEP}3`, 'waits there');
    await redis.client.lpush(`mail${SEP}3`, message('a'));
    const one = await first();
    expect(await waiting().single.move('mail', one, 'other')).toBe('done');
    expect(await redis.client.exists(`mail${SEP}3`)).toBe(0);
    const [moved = '', before] = await redis.client.lrange(`other${SEP}3`, 0, -1);
    expect(before).toBe('waits there');
    expect(JSON.parse(moved)).toMatchObject({
      headers: { id: 'a' },
      properties: { delivery_info: { exchange: '', routing_key: 'other' } },
    });
    expect(await waiting().single.move('mail', one, 'other')).toBe('gone');
    expect(await redis.client.llen(`other${SEP}3`)).toBe(2);
  });

  it('stay in their queue when the other one is no list', async () => {
    await send('a');
    await redis.client.set('other', 'x');
    const one = await first();
    await expect(waiting().single.move('mail', one, 'other')).rejects.toMatchObject({ name: 'BrokerError' });
    expect(await redis.client.llen('mail')).toBe(1);
  });

  it('are taken by one only: by who removes or by who moves, however many ask at once', async () => {
    await send('a');
    const one = await first();
    const { single } = waiting();
    const results = await Promise.all([
      single.remove('mail', one),
      single.move('mail', one, 'other'),
      single.remove('mail', one),
      single.move('mail', one, 'other'),
    ]);
    expect(results.filter((result) => result === 'done')).toHaveLength(1);
    expect((await redis.client.llen('mail')) + (await redis.client.llen('other'))).toBeLessThanOrEqual(1);
  });

  it('are not searched for without an end', async () => {
    await send('a');
    const one = await first();
    await redis.client.rpush('mail', ...Array.from({ length: 6000 }, (_, index) => `in front ${index}`));
    expect(await waiting().single.remove('mail', one)).toBe('not-found');
    expect(await waiting().single.move('mail', one, 'other')).toBe('not-found');
    expect(await redis.client.llen('mail')).toBe(6001);
  });

  it('are searched for within some megabytes, and not by a script that nobody else is served beside', async () => {
    await send('a');
    const one = await first();
    const large = Buffer.alloc(100_000, 'x');
    for (let count = 0; count < 500; count += 1) await redis.client.rpush('mail', large);
    await redis.client.config('RESETSTAT');
    expect(await waiting().single.remove('mail', one)).toBe('not-found');
    expect(await waiting().single.move('mail', one, 'other')).toBe('not-found');
    const stats = await redis.client.info('stats', 'commandstats');
    expect(Number(/total_net_output_bytes:(\d+)/.exec(stats)?.[1])).toBeLessThan(72_000_000);
    expect(stats).not.toContain('cmdstat_lindex');
    expect(await redis.client.llen('mail')).toBe(501);
  });

  it('are found though others were served or came back to the front meanwhile', async () => {
    await send('a', 'b', 'c');
    const one = (await waiting().peek('mail', 2)).messages[1];
    if (one === undefined) throw new Error('something waits');
    const removed = waiting().single.remove('mail', one);
    await redis.client.rpop('mail');
    await redis.client.rpush('mail', ...Array.from({ length: 30 }, (_, index) => `back ${index}`));
    expect(await removed).toBe('done');
    expect((await left()).join()).not.toContain('"id":"b"');
    expect(await redis.client.llen('mail')).toBe(31);
  });

  it('are found though workers take some between two steps of the search', async () => {
    await send(...Array.from({ length: 120 }, (_, index) => `m${index}`));
    const read = redis.client.lrangeBuffer.bind(redis.client);
    const client = redis.client.duplicate();
    client.lrangeBuffer = async (...range: Parameters<typeof read>) => {
      const chunk = await read(...range);
      await redis.client.rpop('mail', 10);
      return chunk;
    };
    const seen = new Set<string>();
    for await (const { message: bytes } of walkFromEnd(client, 'mail', { messages: 500, bytes: 1e6 }, 20))
      seen.add(/"id":"(m\d+)"/.exec(bytes.toString())?.[1] ?? '');
    client.disconnect();
    expect(seen.size).toBe(120);
    await redis.client.del('mail');
    await send(...Array.from({ length: 120 }, (_, index) => `n${index}`));
    const places: number[] = [];
    for await (const { at } of walkFromEnd(redis.client, 'mail', { messages: 500, bytes: 1e6 })) places.push(at);
    expect(places).toEqual(Array.from({ length: 120 }, (_, index) => index + 1));
  });

  it('are purged up to the number agreed to, those first that are served first', async () => {
    await send('a', 'b', 'c');
    await redis.client.lpush(`mail${SEP}9`, message('late'), message('later'));
    expect(await waiting().purge('mail', 4)).toEqual({
      removed: 4,
      left: 1,
      uuids: ['a', 'b', 'c', 'late'],
      isAll: false,
    });
    expect(await redis.client.exists('mail')).toBe(0);
    expect((await waiting().peek('mail', 9)).messages.map(({ uuid }) => uuid)).toEqual(['later']);
    expect(await waiting().purge('mail', 4)).toMatchObject({ removed: 1, left: 0, isAll: true });
    expect(await waiting().purge('mail', 4)).toEqual({ removed: 0, left: 0, uuids: [], isAll: true });
  });
});
