import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createCluster, putTask } from '@/lib/cluster/cluster';
import { MOST_KEPT } from '@/lib/cluster/kept-revokes';
import { newTask } from '@/lib/cluster/reduce-task';
import type { Task } from '@/lib/cluster/task';
import type { KeptRevoke, WishChange } from '@/lib/cluster/wish';
import { ControlError } from '../control/control-context';
import { createKeptRevokes, type KeptRevokesDeps } from './kept-revokes';

const NOW = 1_800_000_000;
const by = { actor: 'ada', reason: 'twice' };

function keeping(different: Partial<KeptRevokesDeps> = {}, restored: readonly KeptRevoke[] = []) {
  const cluster = createCluster();
  const clock = { now: NOW };
  const sent: { hostnames: readonly string[]; ids: readonly string[] }[] = [];
  const stored = new Map<string, WishChange['wish']>(restored.map((wish) => [wish.id, wish]));
  const notes: string[] = [];
  const revokes = createKeptRevokes({
    cluster,
    restored,
    task: (uuid) => cluster.tasks.get(uuid) ?? null,
    readOnly: false,
    backend: () => null,
    send(hostnames, kept) {
      sent.push({ hostnames, ids: kept.map(({ id }) => id) });
      return Promise.resolve(hostnames.map((from) => ({ from, outcome: 'ok', text: 'flagged', ms: 1 })));
    },
    flusher: {
      wish: ({ id, wish }) => (wish === null ? stored.delete(id) : stored.set(id, wish)),
      timeline: (uuid, { text }) => void notes.push(`${uuid}: ${text}`),
    },
    failed: (error) => {
      throw error;
    },
    now: () => clock.now,
    ...different,
  });
  const put = (task: Partial<Task> & { readonly uuid: string }): void =>
    putTask(cluster, { ...newTask(task.uuid, NOW), state: 'RECEIVED', ...task }, NOW);
  /** A worker's answer to `revoked`, and all that it causes. */
  const listed = async (hostname: string, ...uuids: readonly string[]): Promise<void> => {
    revokes.listed(hostname, uuids, clock.now);
    await wait(150);
  };
  return { cluster, clock, sent, stored, notes, revokes, put, listed };
}

describe('a kept revoke', () => {
  it('is sent to a worker that does not name it, and to no other', async () => {
    const { revokes, clock, sent, stored, listed } = keeping();
    revokes.keep([{ id: 'a', at: NOW, ...by }]);
    clock.now += 10;
    await listed('knows', 'a');
    expect(sent).toEqual([]);
    await listed('new');
    expect(sent).toEqual([{ hostnames: ['new'], ids: ['a'] }]);
    expect(stored.get('a')).toMatchObject({
      sentAgain: [{ worker: 'new', at: NOW + 10, outcome: 'ok' }],
      sentAgainCount: 1,
    });
  });

  it('is sent to workers that start together in one message, and many ids in one', async () => {
    const { revokes, clock, sent, listed } = keeping();
    const ids = Array.from({ length: 1500 }, (_, index) => `t${index}`);
    revokes.keep(ids.map((id) => ({ id, at: NOW, ...by })));
    clock.now += 10;
    revokes.listed('one', [], clock.now);
    await listed('two');
    expect(sent.map(({ hostnames, ids: named }) => [hostnames, named.length])).toEqual([
      [['one', 'two'], 1000],
      [['one', 'two'], 500],
    ]);
  });

  it('is not sent for an answer that was on its way when it was made', async () => {
    const { revokes, clock, sent, listed } = keeping();
    revokes.keep([{ id: 'a', at: NOW, ...by }]);
    clock.now += 1;
    await listed('w');
    expect(sent).toEqual([]);
  });

  it('is sent three times to a worker that takes note and forgets, and again when it has begun anew', async () => {
    const { revokes, clock, sent, listed } = keeping();
    revokes.keep([{ id: 'a', at: NOW, ...by }]);
    for (let round = 0; round < 5; round += 1) {
      clock.now += 30;
      await listed('w');
    }
    expect(sent).toHaveLength(3);
    revokes.arrived('w');
    await listed('w');
    expect(sent).toHaveLength(4);
  });

  it('is not sent again at once while its first send may be on its way', async () => {
    const { revokes, clock, sent, listed } = keeping();
    revokes.keep([{ id: 'a', at: NOW, ...by }]);
    clock.now += 10;
    await listed('w');
    clock.now += 1;
    await listed('w');
    expect(sent).toHaveLength(1);
  });

  it('is tried again after the broker could not be reached, as if nothing had been sent', async () => {
    let isDown = true;
    const { revokes, clock, stored, listed } = keeping({
      send: (hostnames) =>
        isDown
          ? Promise.reject(new ControlError('broker_unavailable', 'no', 503))
          : Promise.resolve(hostnames.map((from) => ({ from, outcome: 'ok', text: 'flagged', ms: 1 }))),
    });
    revokes.keep([{ id: 'a', at: NOW, ...by }]);
    for (let round = 0; round < 4; round += 1) {
      clock.now += 30;
      await listed('w');
    }
    isDown = false;
    clock.now += 30;
    await listed('w');
    expect(stored.get('a')).toMatchObject({ sentAgainCount: 1 });
  });

  it('is never sent by a server that only reads, which keeps it all the same', async () => {
    const { revokes, clock, sent, stored, listed } = keeping({ readOnly: true });
    revokes.keep([{ id: 'a', at: NOW, ...by }]);
    clock.now += 10;
    await listed('new');
    expect(sent).toEqual([]);
    expect(stored.has('a')).toBe(true);
  });

  it('is done with when its task has ended everywhere, or has expired in its queue; a lost one is not', () => {
    const { revokes, stored, put, clock } = keeping();
    put({ uuid: 'ended', state: 'REVOKED' });
    put({ uuid: 'lost', state: 'LOST' });
    put({ uuid: 'expired', state: 'SENT', expires: NOW + 10 });
    put({ uuid: 'waits' });
    revokes.keep(['ended', 'lost', 'expired', 'waits', 'unknown'].map((id) => ({ id, at: NOW, ...by })));
    revokes.sweep(clock.now);
    expect([...stored.keys()]).toEqual(['lost', 'expired', 'waits', 'unknown']);
    revokes.sweep(NOW + 100);
    expect([...stored.keys()]).toEqual(['lost', 'waits', 'unknown']);
  });

  it('is kept though a result backend tells REVOKED, which it does as soon as somebody asks for it', () => {
    const { revokes, stored, put, clock } = keeping();
    put({ uuid: 'told', state: 'REVOKED', stateReason: 'result-backend' });
    put({ uuid: 'seen', state: 'REVOKED' });
    revokes.keep(['told', 'seen'].map((id) => ({ id, at: NOW, ...by })));
    revokes.sweep(clock.now);
    expect([...stored.keys()]).toEqual(['told']);
  });

  it('is not sent for a task that ran unseen, whose result it would overwrite', async () => {
    const result = { result: null, traceback: null, doneAt: NOW + 5, name: null, args: null, kwargs: null };
    const more = { worker: null, retries: null, queue: null, parentId: null, groupId: null };
    const found = (uuid: string, status: string) => [uuid, { uuid, status, ...result, ...more }] as const;
    const { revokes, clock, sent, stored, listed } = keeping({
      backend: () => ({ read: () => Promise.resolve(new Map([found('ran', 'FAILURE'), found('waits', 'REVOKED')])) }),
    });
    revokes.keep(['ran', 'waits'].map((id) => ({ id, at: NOW, ...by })));
    clock.now += 10;
    await listed('w');
    expect(sent).toEqual([{ hostnames: ['w'], ids: ['waits'] }]);
    expect([...stored.keys()]).toEqual(['waits']);
  });

  it('is sent all the same while the result backend can’t be read', async () => {
    const { revokes, clock, sent, listed } = keeping({
      backend: () => ({ read: () => Promise.reject(new Error('away')) }),
    });
    revokes.keep([{ id: 'a', at: NOW, ...by }]);
    clock.now += 10;
    await listed('w');
    expect(sent).toHaveLength(1);
  });

  it('goes when it is too old, which its task’s timeline tells', () => {
    const { revokes, stored, notes } = keeping();
    revokes.keep([{ id: 'a', at: NOW, ...by }]);
    revokes.sweep(NOW + 31 * 86_400);
    expect(stored.size).toBe(0);
    expect(notes).toEqual(['a: Its revoke is no longer kept: it was made more than 30 days ago']);
  });

  it('goes when there are too many, the oldest first', () => {
    const { revokes, stored, notes } = keeping();
    revokes.keep(Array.from({ length: MOST_KEPT }, (_, index) => ({ id: `t${index}`, at: NOW, ...by })));
    revokes.keep([{ id: 't0', at: NOW + 1, ...by }]);
    revokes.keep([{ id: 'new', at: NOW + 2, ...by }]);
    expect(stored.size).toBe(MOST_KEPT);
    expect([stored.has('t0'), stored.has('t1'), stored.has('new')]).toEqual([true, false, true]);
    expect(notes).toEqual([expect.stringContaining('t1: Its revoke is no longer kept')]);
  });

  it('holds over a restart, unless its task ended meanwhile', async () => {
    const wish = (id: string): KeptRevoke => ({
      kind: 'revoke',
      id,
      at: NOW - 60,
      ...by,
      sentAgain: [],
      sentAgainCount: 0,
    });
    const { sent, stored, listed, cluster } = keeping(
      { task: (uuid) => ({ ...newTask(uuid, NOW), state: uuid === 'over' ? 'SUCCESS' : 'RECEIVED' }) },
      [wish('open'), wish('over')],
    );
    expect([...stored.keys()]).toEqual(['open']);
    expect([...cluster.revoked.keys()]).toEqual(['open']);
    await listed('w');
    expect(sent).toEqual([{ hostnames: ['w'], ids: ['open'] }]);
  });

  it('is not sent once it is withdrawn', async () => {
    const { revokes, clock, sent, stored, listed } = keeping();
    revokes.keep([{ id: 'a', at: NOW, ...by }]);
    clock.now += 10;
    revokes.listed('w', [], clock.now);
    expect(revokes.withdraw('a')).toMatchObject({ actor: 'ada' });
    expect(revokes.withdraw('a')).toBeNull();
    await listed('w');
    expect(sent).toEqual([]);
    expect(stored.size).toBe(0);
  });
});
