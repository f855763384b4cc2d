import { describe, expect, it } from 'vitest';
import { applyEvent, createCluster, heldCounts } from '../cluster/cluster';
import { taskEvent, workerEvent } from '../cluster/event.fixture';
import { toWorkerView } from '../cluster/worker-view';
import { standingJudge } from '../queues/in-flight';
import { lookUp } from './look-up';
import { seenBy, sight, textsOf, unackedSight } from './sight.fixture';
import { taskReturns } from './task-returns';
import { workerUnknown } from './worker-unknown';

const hostname = 'w1@alpha';
const none = () => null;

/** Process 1 takes a task, then process 2 comes up and both beat every two seconds; `lastOf1` ends that for process 1. */
function stage({ until = 60, lastOf1 = Infinity, queues = ['mail'] } = {}) {
  const cluster = createCluster();
  const told = (event: ReturnType<typeof workerEvent> | ReturnType<typeof taskEvent>) =>
    applyEvent(cluster, event, event.timestamp, none);
  told(workerEvent('worker-online', 0, { hostname, pid: 1 }));
  told(taskEvent('task-received', 20, { hostname, pid: 1, retries: 0 }));
  told(workerEvent('worker-heartbeat', 29, { hostname, pid: 1 }));
  told(workerEvent('worker-online', 30, { hostname, pid: 2 }));
  for (let at = 31; at <= until; at += 1) {
    const pid = at % 2 === 0 ? 2 : 1;
    if (pid === 2 || at <= lastOf1) told(workerEvent('worker-heartbeat', at, { hostname, pid }));
    if (at === 45) told(taskEvent('task-received', at, { uuid: 'u2', hostname, pid: 1, retries: 0 }));
  }
  const record = cluster.workers.get(hostname);
  if (record === undefined) throw new Error('it is known');
  const view = { ...toWorkerView(record, heldCounts(cluster, hostname, until), until), queues };
  const entries = [unackedSight('u1', 20), unackedSight('u2', 45)];
  const at = sight({ cluster, workers: [view], now: until, unacked: { at: until, truncated: false, entries } });
  return { at, view, entries };
}

describe('two workers of one name', () => {
  it('are told, with their processes and what to change', () => {
    const [finding, ...others] = seenBy(workerUnknown, stage().at);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      severity: 'warning',
      subject: { kind: 'worker', id: hostname },
      related: [{ kind: 'queue', id: 'mail' }],
      since: 30,
    });
    const texts = finding === undefined ? [] : textsOf(finding);
    expect(texts[0]).toMatch(/^Two workers call themselves w1@alpha: /);
    expect(texts[1]).toMatch(/^Heartbeats of w1@alpha come from processes (1, 2|2, 1) in turns$/);
    for (const text of texts) expect(text).not.toMatch(/findings\.|[{}]/);
  });

  it('drop nothing, and what one of them holds is not gone because the other spoke last', () => {
    for (const until of [33, 60, 61]) {
      const { at, entries } = stage({ until });
      expect(seenBy(taskReturns, at)).toEqual([]);
      const standing = standingJudge(lookUp(at));
      for (const entry of entries.filter(({ deliveredAt }) => deliveredAt < until))
        expect(standing(entry).standing).not.toBe('abandoned');
    }
    // Received while both were there.
    expect(standingJudge(lookUp(stage().at))(unackedSight('u2', 45))).toMatchObject({ standing: 'held' });
  });

  it('are none after a restart, and what the former process held comes back then', () => {
    const { at, view } = stage({ lastOf1: 31 });
    expect(view.twins).toBeUndefined();
    expect(view.pids).toBeUndefined();
    expect(seenBy(workerUnknown, at)).toEqual([]);
    expect(seenBy(taskReturns, at).map(({ subject }) => subject.id)).toContain('u1');
    // Within seconds of it that can't be told yet.
    expect(seenBy(workerUnknown, stage({ lastOf1: 31, until: 34 }).at)).toEqual([]);
  });
});
