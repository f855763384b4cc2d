import { describe, expect, it } from 'vitest';
import type { ClusterSnapshot } from '../cluster-mirror';
import { ClusterMirror } from '../cluster-mirror';
import { finding, queue, snapshot, worker } from '../http/cluster.fixture';
import { FrameDiff, joinParts, type FramePart } from './frame-diff';
import type { ShareFrame } from './share-frame';

const facts = { version: '1', maxTasks: 1, retentionSeconds: 1 };
const framesOf = (parts: readonly FramePart[]): ShareFrame[] =>
  parts.map((part, seq) => ({ from: 'a', term: 1, seq, facts, ...part }));

function many(count: number, revision: number): ClusterSnapshot {
  const workers = Array.from({ length: count }, (_, index) => worker(`w${index}`));
  return { ...snapshot(revision), workers: new Map(workers.map((one) => [one.hostname, one])) };
}

/** What a process knows that has followed all these frames. */
function followed(mirror: ClusterMirror, parts: readonly FramePart[]): ClusterSnapshot | null {
  const change = joinParts(framesOf(parts), mirror.cluster?.findings ?? []);
  if (change !== null) mirror.take(change, parts[0]?.whole === true);
  return mirror.cluster;
}

describe('FrameDiff', () => {
  it('begins with everything and goes on with what changed since the frame before', () => {
    const diff = new FrameDiff();
    const first = snapshot();
    expect(diff.next(first)).toMatchObject([{ whole: true, more: false, change: { workers: [{}], queues: [{}] } }]);
    expect(diff.next({ ...first, at: 2 })).toMatchObject([
      { whole: false, change: { at: 2, workers: [], queues: [], revoked: null, findings: null } },
    ]);
    const mail = queue('mail');
    const [next] = diff.next({ ...first, queues: new Map([['mail', mail]]), findings: [] });
    expect(next?.change).toMatchObject({ workers: [], queues: [mail], removedQueues: [...first.queues.keys()] });
    expect(next?.change.findings).toEqual([]);
  });

  it('leads whoever follows to the same cluster, however many states were left out between', () => {
    const diff = new FrameDiff();
    const mirror = new ClusterMirror();
    const states = [
      many(3, 1),
      many(5, 2),
      { ...many(2, 3), revoked: new Map([['a', null]]) },
      { ...many(4, 4), findings: [finding('f', { kind: 'task', id: 'x' })] },
    ];
    for (const state of states) {
      const { workers, queues, revoked, findings, at } = followed(mirror, diff.next(state)) ?? {};
      expect({ workers, queues, revoked, findings, at }).toEqual({
        workers: state.workers,
        queues: state.queues,
        revoked: state.revoked,
        findings: state.findings,
        at: state.at,
      });
    }
  });

  it('sends a large cluster in parts that make one frame', () => {
    const parts = new FrameDiff().next(many(2_500, 1));
    expect(parts.map(({ whole, more }) => [whole, more])).toEqual([
      [true, true],
      [false, true],
      [false, false],
    ]);
    expect(followed(new ClusterMirror(), parts)?.workers.size).toBe(2_500);
  });

  it('sends everything again when it is told to forget', () => {
    const diff = new FrameDiff();
    const state = snapshot();
    diff.next(state);
    diff.forget();
    expect(diff.next(state)).toMatchObject([{ whole: true, change: { workers: [{}], findings: [{}] } }]);
  });
});
