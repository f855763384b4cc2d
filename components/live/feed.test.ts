import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ViewName } from '@/lib/feed/protocol';
import { createClock } from './clock';
import { createFeed, type FeedSocket } from './feed';

const KEY = 'findings?state=open';
const PARAMS = { state: 'open' };

/** A socket whose server side the test plays. */
function playedSocket() {
  const handlers = new Map<string, (...args: never[]) => void>();
  const sent: unknown[][] = [];
  const socket = {
    connected: false,
    active: true,
    on: (event: string, handler: (...args: never[]) => void) => void handlers.set(event, handler),
    emit: (...message: unknown[]) => void sent.push(message),
    connect: () => void (socket.active = true),
    disconnect: () => undefined,
  };
  const receive = (event: string, ...args: unknown[]) => handlers.get(event)?.(...(args as never[]));
  return {
    socket: socket as unknown as FeedSocket,
    sent,
    receive,
    connect: () => {
      socket.connected = true;
      receive('connect');
    },
    drop: () => {
      socket.connected = false;
      receive('disconnect');
    },
    sayGoodbye: () => {
      socket.connected = false;
      socket.active = false;
      receive('disconnect');
    },
    isActive: () => socket.active,
  };
}

const noAnswer = () => Promise.reject(new Error('no answer'));

function start(poll: (view: ViewName) => Promise<unknown> = noAnswer) {
  const played = playedSocket();
  let time = 100;
  const feed = createFeed({ socket: played.socket, clock: createClock(() => time), poll });
  return { ...played, feed, setTime: (next: number) => void (time = next) };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('createFeed', () => {
  it('subscribes once for many readers and unsubscribes when the last one has been gone for a while', () => {
    const { feed, sent, connect } = start();
    connect();
    const first = feed.subscribe('findings', PARAMS, () => undefined);
    const second = feed.subscribe('findings', PARAMS, () => undefined);
    expect(sent).toEqual([['subscribe', 'findings', PARAMS]]);
    first();
    second();
    vi.advanceTimersByTime(60_000);
    expect(sent.at(-1)).toEqual(['unsubscribe', KEY]);
  });

  it('keeps the value for a reader who comes back at once', () => {
    const { feed, sent, connect, receive } = start();
    connect();
    const leave = feed.subscribe('findings', PARAMS, () => undefined);
    receive('snapshot', { key: KEY, seq: 4, at: 100, value: { findings: [] } });
    leave();
    feed.subscribe('findings', PARAMS, () => undefined);
    vi.advanceTimersByTime(60_000);
    expect(feed.read(KEY).value).toEqual({ findings: [] });
    expect(sent).toHaveLength(1);
  });

  it('applies changes in sequence', () => {
    const { feed, connect, receive } = start();
    connect();
    feed.subscribe('findings', PARAMS, () => undefined);
    receive('snapshot', { key: KEY, seq: 4, at: 100, value: { a: 1, b: 2 } });
    receive('change', { key: KEY, seq: 5, at: 101, patch: { o: { a: { v: 7 } } } });
    expect(feed.read(KEY)).toMatchObject({ value: { a: 7, b: 2 }, seq: 5, at: 101, status: 'live' });
  });

  it('asks for a snapshot once after a gap and ignores changes until it comes', () => {
    const { feed, sent, connect, receive } = start();
    connect();
    feed.subscribe('findings', PARAMS, () => undefined);
    receive('snapshot', { key: KEY, seq: 4, at: 100, value: { a: 1 } });
    receive('change', { key: KEY, seq: 6, at: 101, patch: { v: { a: 6 } } });
    receive('change', { key: KEY, seq: 7, at: 102, patch: { v: { a: 7 } } });
    expect(sent.filter(([name]) => name === 'resync')).toEqual([['resync', KEY]]);
    expect(feed.read(KEY).value).toEqual({ a: 1 });
    receive('snapshot', { key: KEY, seq: 9, at: 103, value: { a: 9 } });
    expect(feed.read(KEY)).toMatchObject({ value: { a: 9 }, seq: 9 });
  });

  it('shows the frozen value while paused, costs the server nothing, and takes the newest one after', () => {
    const { feed, sent, connect, receive } = start();
    connect();
    feed.subscribe('findings', PARAMS, () => undefined);
    receive('snapshot', { key: KEY, seq: 1, at: 100, value: 'old' });
    feed.setPaused(true);
    expect(sent.at(-1)).toEqual(['unsubscribe', KEY]);
    feed.setPaused(false);
    expect(sent.at(-1)).toEqual(['subscribe', 'findings', PARAMS]);
    expect(feed.read(KEY).value).toBe('old');
    receive('snapshot', { key: KEY, seq: 1, at: 101, value: 'new' });
    expect(feed.read(KEY).value).toBe('new');
  });

  it('freezes what paced readers see of a view that tells the state of the connection', () => {
    const { feed, connect, receive } = start();
    connect();
    feed.subscribe('findings', PARAMS, () => undefined, true);
    feed.subscribe('findings', PARAMS, () => undefined);
    receive('snapshot', { key: KEY, seq: 1, at: 100, value: 'old' });
    feed.setPaused(true);
    receive('change', { key: KEY, seq: 2, at: 101, patch: { v: 'new' } });
    expect(feed.read(KEY).value).toBe('old');
    expect(feed.readLatest(KEY).value).toBe('new');
  });

  it('takes one snapshot of a view that is opened while paused, and holds that', () => {
    const { feed, sent, connect, receive } = start();
    connect();
    feed.setPaused(true);
    feed.subscribe('findings', PARAMS, () => undefined);
    receive('snapshot', { key: KEY, seq: 1, at: 100, value: 'first' });
    expect(feed.read(KEY).value).toBe('first');
    expect(sent.map(([name]) => name)).toEqual(['subscribe', 'unsubscribe']);
    receive('change', { key: KEY, seq: 2, at: 101, patch: { v: 'moved' } });
    expect(feed.read(KEY).value).toBe('first');
  });

  it('says when what it shows was read: of a page opened while paused, later than the pause', () => {
    const { feed, connect, receive, setTime } = start();
    connect();
    const leave = feed.subscribe('findings', PARAMS, () => undefined);
    receive('snapshot', { key: KEY, seq: 1, at: 100, value: 'first page' });
    feed.setPaused(true);
    expect(feed.pausedAt()).toBe(100);
    setTime(160);
    feed.subscribe('overview', { period: '1h' }, () => undefined);
    receive('snapshot', { key: 'overview?period=1h', seq: 1, at: 160, value: 'second page' });
    expect(feed.pausedAt()).toBe(100);
    leave();
    expect(feed.pausedAt()).toBe(160);
    feed.setPaused(false);
    expect(feed.pausedAt()).toBeNull();
  });

  it('asks for the pace that the reader chose, and keeps what it shows meanwhile', () => {
    const { feed, sent, connect, receive } = start();
    connect();
    feed.subscribe('findings', PARAMS, () => undefined);
    receive('snapshot', { key: KEY, seq: 1, at: 100, value: 'live' });
    feed.setPace(15);
    expect(sent.slice(1)).toEqual([
      ['unsubscribe', KEY],
      ['subscribe', 'findings', PARAMS, 15],
    ]);
    receive('change', { key: KEY, seq: 2, at: 101, patch: { v: 'of the subscription before' } });
    expect(feed.read(KEY)).toMatchObject({ value: 'live', status: 'live' });
    receive('snapshot', { key: `${KEY}@15`, seq: 7, at: 102, value: 'paced' });
    receive('change', { key: `${KEY}@15`, seq: 8, at: 115, patch: { v: 'next' } });
    expect(feed.read(KEY).value).toBe('next');
  });

  it('holds back for paced readers what arrives live for another reason', () => {
    const { feed, sent, connect, receive, setTime } = start();
    connect();
    feed.setPace(5);
    feed.subscribe('findings', PARAMS, () => undefined, true);
    feed.subscribe('findings', PARAMS, () => undefined);
    expect(sent).toEqual([['subscribe', 'findings', PARAMS]]);
    receive('snapshot', { key: KEY, seq: 1, at: 100, value: 0 });
    const seen: unknown[] = [];
    for (let step = 1; step <= 12; step += 1) {
      setTime(100 + step);
      receive('change', { key: KEY, seq: 1 + step, at: 100 + step, patch: { v: step } });
      seen.push(feed.read(KEY).value);
    }
    expect(seen).toEqual([0, 0, 0, 0, 5, 5, 5, 5, 5, 10, 10, 10]);
    expect(feed.readLatest(KEY).value).toBe(12);
  });

  it('leaves every room when the tab is hidden and takes one snapshot on return', () => {
    const { feed, sent, connect } = start();
    connect();
    feed.subscribe('findings', PARAMS, () => undefined);
    feed.setVisible(false);
    feed.setVisible(true);
    expect(sent.map(([name]) => name)).toEqual(['subscribe', 'unsubscribe', 'subscribe']);
  });

  it('keeps the last value as stale when the connection is lost, and subscribes again after', () => {
    const { feed, sent, connect, drop, receive } = start();
    connect();
    feed.subscribe('findings', PARAMS, () => undefined);
    receive('snapshot', { key: KEY, seq: 1, at: 100, value: 'kept' });
    drop();
    expect(feed.read(KEY)).toMatchObject({ value: 'kept', status: 'stale' });
    expect(feed.connection().state).toBe('down');
    connect();
    expect(sent.filter(([name]) => name === 'subscribe')).toHaveLength(2);
    expect(feed.connection().state).toBe('open');
  });

  it('asks REST while the socket is blocked', async () => {
    const { feed, receive } = start((view) => Promise.resolve({ asked: view }));
    feed.subscribe('findings', PARAMS, () => undefined);
    receive('connect_error');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(feed.read(KEY)).toMatchObject({ value: { asked: 'findings' }, status: 'live' });
    expect(feed.connection().state).toBe('polling');
  });

  it('tells a failed view and asks again on request', () => {
    const { feed, sent, connect, receive } = start();
    connect();
    feed.subscribe('findings', PARAMS, () => undefined);
    receive('failed', { key: KEY, code: 'store_timeout', message: 'slow' });
    expect(feed.read(KEY)).toMatchObject({ status: 'failed', error: { code: 'store_timeout' } });
    feed.retry('findings', PARAMS);
    expect(sent.map(([name]) => name)).toEqual(['subscribe', 'unsubscribe', 'subscribe']);
    expect(feed.read(KEY).status).toBe('loading');
  });

  it('connects again when a server answers after the one before it said goodbye', async () => {
    let isUp = false;
    const { feed, connect, sayGoodbye, isActive } = start(() => (isUp ? Promise.resolve({}) : noAnswer()));
    connect();
    feed.subscribe('findings', PARAMS, () => undefined);
    sayGoodbye();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(isActive()).toBe(false);
    isUp = true;
    await vi.advanceTimersByTimeAsync(30_000);
    expect(isActive()).toBe(true);
  });
});
