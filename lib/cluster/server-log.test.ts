import { describe, expect, it } from 'vitest';
import { withReading, type ServerReading } from './server-log';

function reading(at: number, told: Partial<ServerReading> = {}): ServerReading {
  const memory = { policy: 'noeviction', maxBytes: 0, usedBytes: 1, evictedKeys: 0 };
  const left = { replies: [], replyBindings: 0, replyBindingKey: 'bound' };
  return {
    at,
    runId: 'a',
    ...memory,
    appends: false,
    snapshots: true,
    savedAt: 5,
    startedEmpty: false,
    clients: 3,
    ...left,
    ...told,
  };
}

describe('what is seen of the server', () => {
  it('counts evictions from the first reading on', () => {
    const first = withReading(null, reading(10, { evictedKeys: 100 }), 0);
    expect(first.evictions).toBeNull();
    const second = withReading(first, reading(20, { evictedKeys: 130 }), 0);
    const third = withReading(second, reading(30, { evictedKeys: 130 }), 0);
    expect(third.evictions).toEqual({ keys: 30, since: 10, lastAt: 20 });
  });

  it('does not take the count of another server for evictions', () => {
    const first = withReading(null, reading(10), 0);
    expect(withReading(first, reading(20, { runId: 'b', evictedKeys: 130 }), 0).evictions).toBeNull();
  });

  it('remembers how many messages waited when another server took its place', () => {
    const first = withReading(null, reading(10), 7);
    const second = withReading(first, reading(20, { runId: 'b', appends: true, savedAt: 9, startedEmpty: true }), 0);
    const restart = { at: 20, readyBefore: 7, taken: 0, appends: false, savedAt: 5, startedEmpty: true };
    expect(second.restart).toEqual({ ...restart, readyAfter: null });
    const empty = withReading(null, reading(10), 0);
    expect(withReading(empty, reading(20, { runId: 'b' }), 7).restart).toBeNull();
    expect(withReading(first, reading(20, { runId: null }), 7).restart).toBeNull();
  });

  it('keeps what was first read after a restart, whatever queues and workers hold later', () => {
    const first = withReading(null, reading(10), 7);
    const restarted = withReading(first, reading(20, { runId: 'b' }), 7, 2);
    const after = withReading(restarted, reading(30, { runId: 'b' }), 3, 900);
    expect(after.restart).toMatchObject({ readyBefore: 7, taken: 2, readyAfter: 3 });
    const emptied = withReading(after, reading(40, { runId: 'b' }), 0, 900);
    expect(emptied.restart).toEqual(after.restart);
    const unread = withReading(restarted, reading(30, { runId: 'b' }), null);
    expect(withReading(unread, reading(40, { runId: 'b' }), 5).restart).toMatchObject({ readyAfter: 5 });
  });

  it('knows since when a reply list was not read', () => {
    const list = (messages: number) => ({ replies: [{ key: 'x', messages, bytes: null }] });
    const first = withReading(null, reading(10, list(3)), 0);
    const second = withReading(first, reading(20, list(4)), 0);
    expect(second.left).toEqual([{ key: 'x', messages: 4, bytes: null, since: 10 }]);
    expect(withReading(second, reading(30, list(1)), 0).left).toMatchObject([{ since: 30 }]);
    expect(withReading(second, reading(30), 0).left).toEqual([]);
  });
});
