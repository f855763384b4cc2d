import { describe, expect, it } from 'vitest';
import { putTask, sweepCluster } from '../cluster/cluster';
import { LOST_SECONDS } from '../cluster/lost-tasks';
import { newTask } from '../cluster/reduce-task';
import { workerView } from '../workers/worker.fixture';
import type { Sight } from './detector';
import { NOW, seenBy, sight, textsOf } from './sight.fixture';
import { taskLost } from './task-lost';

const consumer = workerView('w1@alpha', { queues: ['mail'] });
const unacked = { at: NOW - 1, truncated: false, entries: [] };

/** Three tasks were sent to `mail` a minute ago, and were nowhere ten seconds ago. */
function flushed(told: Partial<Sight> = {}): Sight {
  const at = sight({ workers: [consumer], unacked, ready: () => ({ count: 0, at: NOW - 1 }), ...told });
  for (const [n, uuid] of ['a', 'b', 'c'].entries()) {
    const sent = { ...newTask(uuid, NOW - 60), name: 'shop.nap', queue: 'mail', sentAt: NOW - 60 + n };
    putTask(at.cluster, { ...sent, state: 'UNKNOWN', stateReason: 'not-in-broker', updatedAt: NOW - 10 }, NOW - 10);
  }
  return at;
}

describe('tasks that vanished from a queue', () => {
  it('are one finding, with between when it was', () => {
    const [finding, ...others] = seenBy(taskLost, flushed());
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ severity: 'warning', subject: { kind: 'queue', id: 'mail' } });
    expect(finding?.sentence.values).toMatchObject({
      count: 3,
      sentAt: NOW - 58,
      noticedAt: NOW - 10,
      because: 'unknown',
    });
    const texts = finding === undefined ? [] : textsOf(finding);
    expect(texts[0]).toContain('3 tasks vanished from');
    expect(texts).toContain('None of them is among the delivered messages');
    for (const text of texts) expect(text).not.toMatch(/findings\.|[{}]/);
  });

  it('are not told where somebody may have taken them unheard', () => {
    const gap = { from: NOW - 50, to: NOW - 40, reason: 'broker-lost' } as const;
    const loss = { from: NOW - 50, to: NOW - 40, lost: 3, seen: 9 };
    for (const told of [
      { workers: [workerView('w1@alpha', { taskEvents: false })] },
      { workers: [workerView('w1@alpha', { taskEvents: true, taskEventsSince: NOW })] },
      { workers: [consumer, workerView('w2', { queues: null, taskEvents: null })] },
      { workers: [] },
      { workers: [workerView('w1@alpha', { queues: ['other'] })] },
      { gaps: [gap] },
      { losses: [loss] },
    ])
      expect(seenBy(taskLost, flushed(told))).toEqual([]);
    const before = { from: NOW - 90, to: NOW - 70 };
    const past = { gaps: [{ ...gap, ...before }], losses: [{ ...loss, ...before }] };
    expect(seenBy(taskLost, flushed(past))).toHaveLength(1);
    expect(seenBy(taskLost, flushed({ losses: [{ ...loss, lost: 2 }] }))).toHaveLength(1);
  });

  it('are no longer told when they are heard of after all, or after an hour', () => {
    const at = flushed();
    for (const uuid of ['a', 'b']) {
      const task = at.cluster.tasks.get(uuid);
      if (task !== undefined) putTask(at.cluster, { ...task, state: 'STARTED', stateReason: null }, NOW);
    }
    expect(seenBy(taskLost, at)[0]?.sentence.values).toMatchObject({ count: 1 });
    sweepCluster(at.cluster, NOW + LOST_SECONDS);
    expect(seenBy(taskLost, at)).toEqual([]);
  });
});
