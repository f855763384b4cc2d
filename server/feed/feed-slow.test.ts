import { describe, expect, it, vi } from 'vitest';
import { accessOf } from '@/lib/access/access';
import { openPlayedFeed, type FakePage } from './feed.fixture';

const viewer = { name: 'anonymous', canControl: true, access: accessOf('admin'), by: 'none' as const };

/** A feed whose task lists take `seconds` to find, by the clock that the feed measures with. */
function slowFeed(seconds: number) {
  const played = openPlayedFeed();
  const asked: string[] = [];
  const clock = { ms: 0 };
  vi.spyOn(performance, 'now').mockImplementation(() => clock.ms);
  const tasks = played.reader.tasks.bind(played.reader);
  played.reader.tasks = (query) => {
    asked.push(query.q);
    clock.ms += seconds * 1000;
    return tasks(query);
  };
  const watch = (page: FakePage, ...filters: readonly string[]): void => {
    for (const q of filters) played.feed.subscribe(page, viewer, 'tasks', { q });
  };
  /** Ten new revisions a second. */
  const storm = async (length: number): Promise<void> => {
    for (let step = 0; step < length * 10; step += 1) await played.pass(played.revision() + 1, 0.1);
  };
  return { ...played, asked, watch, storm };
}

const names = (count: number, prefix = 'args:'): string[] => Array.from({ length: count }, (_, n) => `${prefix}${n}`);

describe('views that take long to compute', () => {
  it('take turns, so that the store is free for most of the time', async () => {
    const { asked, watch, storm, connect } = slowFeed(0.5);
    const [one, two] = [connect(), connect()];
    watch(one, ...names(8));
    watch(two, ...names(8, 'result:'));
    await storm(1);
    asked.length = 0;
    await storm(60);
    // The clock of the feed stands still while one is computed: what is left is the pause after each.
    expect(asked.length).toBeLessThanOrEqual(60 / (0.5 / 0.3 - 0.5) + 1);
    expect(asked.length).toBeGreaterThan(20);
    const counts = [...Map.groupBy(asked, (q) => q).values()].map((group) => group.length);
    expect(counts).toHaveLength(16);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    vi.restoreAllMocks();
  });

  it('are refused to a page that has eight of them, in words that say what to do', async () => {
    const { watch, storm, connect } = slowFeed(0.5);
    const page = connect();
    watch(page, ...names(8));
    await storm(2);
    watch(page, 'args:ninth');
    expect(page.frames.at(-1)).toMatchObject({ event: 'failed', frame: { code: 'too_many_views' } });
    const other = connect();
    watch(other, 'args:ninth');
    await storm(2);
    expect(other.events).toContain('snapshot');
    vi.restoreAllMocks();
  });

  it('are refused to all when there is no time left for them, while those that are watched go on', async () => {
    const { feed, watch, storm, connect } = slowFeed(3);
    for (let n = 0; n < 3; n += 1) watch(connect(), ...names(2, `args:${n}-`));
    await storm(1);
    const before = feed.stats.topics;
    const page = connect();
    watch(page, 'args:one-more');
    expect(page.frames).toMatchObject([{ event: 'failed', frame: { code: 'too_many_views' } }]);
    const known = connect();
    watch(known, 'args:0-0');
    await storm(1);
    expect(known.events).toContain('snapshot');
    expect(feed.stats.topics).toBe(before);
    vi.restoreAllMocks();
  });
});
