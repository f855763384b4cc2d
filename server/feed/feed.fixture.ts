import { expect } from 'vitest';
import { applyPatch } from '@/lib/feed/patch';
import type { Change, Snapshot, ViewError } from '@/lib/feed/protocol';
import { NOW, snapshot } from '../http/cluster.fixture';
import { FakeCollector, fakeAnswers, fakeSource } from '../http/server.fixture';
import { inThisThread } from '../store/reading/in-this-thread';
import type { Listener } from './audience';
import { Feed } from './feed';

type Frame =
  { event: 'snapshot'; frame: Snapshot } | { event: 'change'; frame: Change } | { event: 'failed'; frame: ViewError };

/** A page at the other end: it keeps what it gets, and holds the value as a page does. */
export class FakePage implements Listener {
  readonly frames: Frame[] = [];
  readonly rooms = new Set<string>();
  slow = false;
  value: unknown = undefined;
  seq = 0;

  send(event: Frame['event'], frame: Frame['frame']): void {
    const got = { event, frame } as Frame;
    this.frames.push(got);
    if (got.event === 'failed') return;
    if (got.event === 'change') expect(got.frame.seq).toBe(this.seq + 1);
    this.value = got.event === 'snapshot' ? got.frame.value : applyPatch(this.value, got.frame.patch);
    this.seq = got.frame.seq;
  }
  keepsUp(): boolean {
    return !this.slow;
  }
  enter(room: string): void {
    this.rooms.add(room);
  }
  leave(room: string): void {
    this.rooms.delete(room);
  }
  get events(): string[] {
    return this.frames.map(({ event }) => event);
  }
}

/** A feed whose clock and collector the test plays; `waitP95` of the overview is the collector's revision. */
export function openPlayedFeed(start = NOW) {
  const collector = new FakeCollector();
  const reader = { ...fakeAnswers() };
  const computed = { overview: 0 };
  const empty = fakeAnswers();
  reader.overview = (period, now) => {
    computed.overview += 1;
    return { ...empty.overview(period, now), waitP95: collector.cluster?.revisions.store ?? null };
  };
  const source = { ...fakeSource(collector, inThisThread(reader)), now: () => clock };
  const pages = new Set<FakePage>();
  const errors: string[] = [];
  const outlet = {
    broadcast: (room: string, event: Frame['event'], frame: Frame['frame']) => {
      for (const page of pages) if (page.rooms.has(room)) page.send(event, frame);
    },
  };
  const feed = new Feed({ source, outlet, log: (_error, text) => errors.push(text) });
  let clock = start;
  return {
    feed,
    collector,
    reader,
    computed,
    errors,
    connect: () => {
      const page = new FakePage();
      pages.add(page);
      feed.connect(page);
      return page;
    },
    revision: () => collector.cluster?.revisions.store ?? 0,
    /** Lets a second pass, with a new frame of the collector when `revision` is given. */
    pass: async (revision?: number, seconds = 1): Promise<void> => {
      clock += seconds;
      if (revision !== undefined) collector.cluster = { ...snapshot(revision), at: clock };
      await feed.tick(clock);
    },
  };
}
