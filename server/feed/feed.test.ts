import { describe, expect, it } from 'vitest';
import { accessOf } from '@/lib/access/access';
import { viewKey } from '@/lib/feed/protocol';
import { snapshot, worker } from '../http/cluster.fixture';
import { fakeAnswers } from '../http/server.fixture';
import { StoreError } from '../store/store';
import { openPlayedFeed } from './feed.fixture';

const anybody = { name: 'anonymous', canControl: true, access: accessOf('admin'), by: 'none' as const };

const period = { period: '1h' };
const overviewKey = viewKey('overview', period);

describe('the feed', () => {
  it('computes an answer once for all who watch it, and sends all of them the same frames', async () => {
    const { feed, connect, pass, computed } = openPlayedFeed();
    const pages = Array.from({ length: 20 }, () => connect());
    for (const page of pages) feed.subscribe(page, anybody, 'overview', period);
    await pass();
    expect(computed.overview).toBe(1);
    await pass(2);
    expect(computed.overview).toBe(2);
    for (const page of pages) {
      expect(page.events).toEqual(['snapshot', 'change']);
      expect(page.value).toMatchObject({ waitP95: 2 });
    }
    expect(feed.stats).toMatchObject({ connections: 20, topics: 1, computed: 2 });
  });

  it('computes nothing while nothing changed, and sends nothing while the answer is the same', async () => {
    const { feed, connect, pass, computed } = openPlayedFeed();
    const page = connect();
    feed.subscribe(page, anybody, 'overview', period);
    feed.subscribe(page, anybody, 'workers', {});
    await pass();
    for (let round = 0; round < 5; round += 1) await pass();
    expect(computed.overview).toBe(1);
    await pass(2);
    await pass(3);
    expect(page.frames.filter(({ frame }) => frame.key === viewKey('workers', {}))).toHaveLength(1);
  });

  it('sends at most two frames a second of a view', async () => {
    const { feed, connect, pass } = openPlayedFeed();
    const page = connect();
    feed.subscribe(page, anybody, 'overview', period);
    await pass();
    for (let revision = 2; revision <= 41; revision += 1) await pass(revision, 0.1);
    const changes = page.events.filter((event) => event === 'change').length;
    expect(changes).toBeGreaterThanOrEqual(6);
    expect(changes).toBeLessThanOrEqual(8);
    await pass();
    expect(page.value).toMatchObject({ waitP95: 41 });
  });

  it.each([
    [100, 3, 4],
    [400, 1, 2],
  ])('sends a crowd of %i fewer frames, for their sending is what costs', async (size, atLeast, atMost) => {
    const { feed, connect, pass } = openPlayedFeed();
    const pages = Array.from({ length: size }, () => connect());
    for (const page of pages) feed.subscribe(page, anybody, 'overview', period);
    await pass();
    for (let revision = 2; revision <= 41; revision += 1) await pass(revision, 0.1);
    for (const page of pages) {
      const changes = page.events.filter((event) => event === 'change').length;
      expect(changes).toBeGreaterThanOrEqual(atLeast);
      expect(changes).toBeLessThanOrEqual(atMost);
    }
    await pass(42, 2);
    expect(pages.at(-1)?.value).toMatchObject({ waitP95: 42 });
  });

  it('gives one who comes later the newest answer at once, and then the changes that follow it', async () => {
    const { feed, connect, pass, computed } = openPlayedFeed();
    const first = connect();
    feed.subscribe(first, anybody, 'overview', period);
    await pass();
    await pass(2);
    const second = connect();
    feed.subscribe(second, anybody, 'overview', period);
    expect(second.events).toEqual(['snapshot']);
    expect(computed.overview).toBe(2);
    await pass(3);
    expect(second.value).toEqual(first.value);
    expect(second.seq).toBe(first.seq);
  });

  it('gives a snapshot again to one who asks for it', async () => {
    const { feed, connect, pass } = openPlayedFeed();
    const page = connect();
    feed.subscribe(page, anybody, 'overview', period);
    await pass();
    feed.resync(page, overviewKey);
    feed.resync(page, 'tasks?q=never-subscribed');
    feed.resync(page, 7);
    expect(page.events).toEqual(['snapshot', 'snapshot']);
  });

  it('leaves out frames for one who is too slow, and gives a snapshot when it has caught up', async () => {
    const { feed, connect, pass } = openPlayedFeed();
    const fast = connect();
    const slow = connect();
    for (const page of [fast, slow]) feed.subscribe(page, anybody, 'overview', period);
    await pass();
    slow.slow = true;
    await pass(2);
    await pass(3);
    expect(slow.events).toEqual(['snapshot']);
    slow.slow = false;
    await pass();
    expect(slow.events).toEqual(['snapshot', 'snapshot']);
    await pass(4);
    expect(slow.value).toEqual(fast.value);
    expect(fast.events).toEqual(['snapshot', 'change', 'change', 'change']);
    expect(feed.stats.framesDropped).toBe(1);
  });

  it('holds nothing for one who reads nothing, however often it asks', async () => {
    const { feed, connect, pass } = openPlayedFeed();
    const deaf = connect();
    feed.subscribe(deaf, anybody, 'overview', period);
    await pass();
    deaf.slow = true;
    for (let time = 0; time < 50; time += 1) {
      feed.resync(deaf, overviewKey);
      feed.unsubscribe(deaf, overviewKey);
      feed.subscribe(deaf, anybody, 'overview', period);
    }
    expect(deaf.events).toEqual(['snapshot']);
    deaf.slow = false;
    await pass(2);
    expect(deaf.events).toEqual(['snapshot', 'snapshot']);
  });

  it('forgets a view when the last one leaves it', async () => {
    const { feed, connect, pass, computed } = openPlayedFeed();
    const [stays, leaves] = [connect(), connect()];
    for (const page of [stays, leaves]) feed.subscribe(page, anybody, 'overview', period);
    await pass();
    feed.unsubscribe(leaves, overviewKey);
    await pass(2);
    expect(leaves.events).toEqual(['snapshot']);
    expect(feed.stats.topics).toBe(1);
    feed.disconnect(stays);
    expect(feed.stats).toMatchObject({ topics: 0, connections: 1 });
    await pass(3);
    expect(computed.overview).toBe(2);
  });

  it('tells each who he is, and shares that answer with nobody else', async () => {
    const { feed, connect, pass } = openPlayedFeed();
    const [ada, bob] = [connect(), connect()];
    feed.subscribe(
      ada,
      { name: 'ada', canControl: true, access: accessOf('admin'), by: 'none' as const },
      'status',
      {},
    );
    feed.subscribe(
      bob,
      { name: 'bob', canControl: false, access: accessOf('viewer'), by: 'none' as const },
      'status',
      {},
    );
    await pass();
    expect(ada.value).toMatchObject({ user: { name: 'ada', canControl: true } });
    expect(bob.value).toMatchObject({ user: { name: 'bob', canControl: false } });
    expect(bob.frames[0]?.frame.key).toBe(viewKey('status', {}));
  });

  it('tells of an unknown subject as null, and of it when it appears', async () => {
    const { feed, connect, pass, collector } = openPlayedFeed();
    const page = connect();
    feed.subscribe(page, anybody, 'worker', { hostname: 'new' });
    await pass();
    expect(page.value).toBeNull();
    const now = snapshot(2);
    collector.cluster = { ...now, workers: new Map([['new', worker('new')]]) };
    await pass();
    expect(page.value).toMatchObject({ worker: { hostname: 'new' } });
  });
});

describe('a view that can’t be shown', () => {
  it.each([
    ['tasks', { q: 'state:(' }, 'bad_filter', 'character 7'],
    ['tasks', { limit: '1000' }, 'bad_limit', '1 to 500'],
    ['overview', { period: '2y' }, 'bad_params', 'period'],
    ['worker', {}, 'bad_params', 'hostname'],
    ['constructor', {}, 'bad_params', 'no such view'],
    [7, {}, 'bad_params', 'no such view'],
    ['tasks', null, 'bad_params', 'short texts'],
    ['tasks', [], 'bad_params', 'short texts'],
    ['tasks', { q: 7 }, 'bad_params', 'short texts'],
    ['tasks', { q: 'x'.repeat(5000) }, 'bad_params', 'short texts'],
    [
      'tasks',
      Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`p${index}`, ''])),
      'bad_params',
      'short texts',
    ],
  ])('%j with %j fails as %s', async (view, params, code, text) => {
    const { feed, connect, pass, errors } = openPlayedFeed();
    const page = connect();
    feed.subscribe(page, anybody, view, params);
    await pass();
    await pass(2);
    expect(page.frames).toMatchObject([
      { event: 'failed', frame: { code, message: expect.stringContaining(text) as string } },
    ]);
    expect(errors).toEqual([]);
    expect(feed.stats.computed).toBeLessThanOrEqual(1);
  });

  it('tells a second page that asks for the same', async () => {
    const { feed, connect, pass } = openPlayedFeed();
    const first = connect();
    feed.subscribe(first, anybody, 'tasks', { q: 'state:(' });
    await pass();
    const second = connect();
    feed.subscribe(second, anybody, 'tasks', { q: 'state:(' });
    expect(second.frames).toMatchObject([{ event: 'failed', frame: { code: 'bad_filter' } }]);
  });

  it('is told once while the store is out of reach, and sent whole when it is back', async () => {
    const { feed, connect, pass, reader, errors } = openPlayedFeed();
    const page = connect();
    feed.subscribe(page, anybody, 'tasks', { q: '' });
    await pass();
    reader.tasks = () => {
      throw new StoreError('locked', 'busy');
    };
    await pass(2);
    await pass(3);
    reader.tasks = fakeAnswers().tasks.bind(reader);
    await pass(4);
    expect(page.events).toEqual(['snapshot', 'failed', 'snapshot']);
    expect(page.frames[1]?.frame).toMatchObject({ code: 'store_locked' });
    expect(errors).toEqual([]);
  });

  it('says nothing of an unexpected cause, which the log has', async () => {
    const { feed, connect, pass, reader, errors } = openPlayedFeed();
    const page = connect();
    reader.tasks = () => {
      throw new Error('the secret cause');
    };
    feed.subscribe(page, anybody, 'tasks', { q: '' });
    await pass();
    expect(page.frames).toMatchObject([{ event: 'failed', frame: { code: 'internal' } }]);
    expect(JSON.stringify(page.frames)).not.toContain('secret');
    expect(errors).not.toHaveLength(0);
  });

  it('is refused beyond 32 views of one page, while those it has go on', async () => {
    const { feed, connect, pass } = openPlayedFeed();
    const page = connect();
    for (let index = 0; index < 33; index += 1) feed.subscribe(page, anybody, 'task', { uuid: `t${index}` });
    await pass();
    expect(page.frames.filter(({ event }) => event === 'failed')).toMatchObject([
      { frame: { key: viewKey('task', { uuid: 't32' }), code: 'too_many_views' } },
    ]);
    expect(feed.stats.topics).toBe(32);
  });

  it('refuses texts with half a character, which no key can hold', () => {
    const { feed, connect } = openPlayedFeed();
    const page = connect();
    feed.subscribe(page, anybody, 'tasks', { q: '\ud800' });
    feed.subscribe(page, anybody, 'tasks', { '\udc00': 'a' });
    expect(page.frames).toMatchObject([
      { event: 'failed', frame: { code: 'bad_params' } },
      { event: 'failed', frame: { code: 'bad_params' } },
    ]);
  });

  it('answers a subscription that fails unexpectedly and logs why', () => {
    const { feed, connect, errors } = openPlayedFeed();
    const page = connect();
    page.enter = () => {
      throw new Error('no room');
    };
    feed.subscribe(page, anybody, 'status', {});
    expect(page.frames).toMatchObject([{ event: 'failed', frame: { code: 'internal' } }]);
    expect(errors).toHaveLength(1);
  });
});
