import { beforeEach, describe, expect, it } from 'vitest';
import { accessOf } from '@/lib/access/access';
import { viewKey } from '@/lib/feed/protocol';
import { NOW } from '../http/cluster.fixture';
import { openPlayedFeed, type FakePage } from './feed.fixture';

const PERIOD = { period: '1h' };
const viewer = { name: 'anonymous', canControl: true, access: accessOf('admin'), by: 'none' as const };
const START = Math.ceil(NOW / 60) * 60;

describe('a view at a pace', () => {
  let played: ReturnType<typeof openPlayedFeed>;
  const watch = (every?: number): FakePage => {
    const page = played.connect();
    played.feed.subscribe(page, viewer, 'overview', PERIOD, every);
    return page;
  };
  /** Ten new revisions a second. */
  const storm = async (seconds: number): Promise<void> => {
    for (let step = 0; step < seconds * 10; step += 1) await played.pass(played.revision() + 1, 0.1);
  };
  beforeEach(() => {
    played = openPlayedFeed(START);
  });

  it('gets one frame in each interval, and the newest answer in it', async () => {
    const page = watch(5);
    await storm(22);
    expect(page.events).toEqual(['snapshot', 'change', 'change', 'change', 'change']);
    expect(page.frames.map(({ frame }) => frame.key)).toEqual(Array(5).fill(viewKey('overview', PERIOD, 5)));
    // The last frame was due after 20 of the 22 seconds, at ten revisions a second.
    const { waitP95 } = page.value as { waitP95: number };
    expect(Math.abs(waitP95 - (played.revision() - 20))).toBeLessThanOrEqual(1);
  });

  it('is computed no more often than it is sent', async () => {
    watch(15);
    watch(15);
    await storm(60);
    expect(played.computed.overview).toBeLessThanOrEqual(6);
  });

  it('shares the answer of those who watch it live', async () => {
    const live = watch();
    await storm(10);
    const alone = played.computed.overview;
    const slow = watch(2);
    await storm(10);
    expect(played.computed.overview).toBeLessThanOrEqual(2 * alone + 1);
    expect(slow.events.length).toBeLessThan(live.events.length / 2);
    expect(played.feed.stats.topics).toBe(1);
  });

  it('sends all views of a page in the same instant', async () => {
    const overview = watch(5);
    await played.pass(undefined, 1.3);
    const status = played.connect();
    played.feed.subscribe(status, viewer, 'status', {}, 5);
    await storm(12);
    const times = (page: FakePage): number[] =>
      page.frames.flatMap(({ event, frame }) => (event === 'change' ? [frame.at] : []));
    expect(times(overview)).toHaveLength(2);
    expect(times(status)).toEqual(times(overview));
  });

  it('gives one who comes between two frames the newest answer at once, and the others nothing', async () => {
    const first = watch(60);
    await storm(30);
    const second = watch(60);
    await played.pass(undefined, 0.6);
    expect(second.events).toEqual(['snapshot']);
    expect(second.value).toMatchObject({ waitP95: played.revision() });
    expect(first.events).toEqual(['snapshot']);
    await storm(60);
    expect(second.value).toEqual(first.value);
    expect(second.seq).toBe(first.seq);
  });

  it('takes back one who was too slow with a snapshot', async () => {
    const [fast, slow] = [watch(2), watch(2)];
    await storm(4);
    slow.slow = true;
    await storm(4);
    const before = slow.events.length;
    await storm(4);
    expect(slow.events).toHaveLength(before);
    slow.slow = false;
    await storm(4);
    expect(slow.value).toEqual(fast.value);
    expect(slow.events[before]).toBe('snapshot');
  });

  it('ends with its own subscription, while the live one goes on', async () => {
    const page = watch(5);
    played.feed.subscribe(page, viewer, 'overview', PERIOD);
    await storm(1);
    played.feed.unsubscribe(page, viewKey('overview', PERIOD, 5));
    page.frames.length = 0;
    await storm(10);
    expect(new Set(page.frames.map(({ frame }) => frame.key))).toEqual(new Set([viewKey('overview', PERIOD)]));
    played.feed.unsubscribe(page, viewKey('overview', PERIOD));
    expect(played.feed.stats.topics).toBe(0);
  });

  it.each([0, -1, 0.1, 7, '5', {}])('is refused at a pace that is not offered: %j', (every) => {
    const page = played.connect();
    played.feed.subscribe(page, viewer, 'overview', PERIOD, every);
    expect(page.frames).toMatchObject([{ event: 'failed', frame: { code: 'bad_params' } }]);
    expect(played.feed.stats.topics).toBe(0);
  });
});
