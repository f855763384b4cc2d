import { describe, expect, it } from 'vitest';
import { explainTask } from '../why/explain';
import { factsOf, heldTask, NOW as WHY_NOW, placeOf, runningTask, waitingTask } from '../why/why.fixture';
import { workerView } from '../workers/worker.fixture';
import { acksLateOf, routeTo, startWorker, timeLimitOf } from './advised-setting';
import { duplicateExpected } from './duplicate-expected';
import { taskStuck } from './task-stuck';
import { delivery, NOW, put, record, seenBy, sight, unackedSight } from './sight.fixture';
import { newWorkerRecord } from '../cluster/worker-record';

describe('what is advised to set', () => {
  it('quotes names as a shell and Python take them', () => {
    expect(startWorker('a:b ü x')).toBe("celery -A your_app worker -Q 'a:b ü x'");
    expect(startWorker("x'; reboot #")).toBe(String.raw`celery -A your_app worker -Q 'x'\''; reboot #'`);
    expect(routeTo('shop.a"b', 'q"')).toBe(String.raw`task_routes = {"shop.a\"b": {"queue": "q\""}}`);
  });

  it('limits the one type whose runs were seen, in round steps', () => {
    expect(timeLimitOf('shop.nap', 4.1)).toBe(
      'task_annotations = {"shop.nap": {"soft_time_limit": 60, "time_limit": 70}}',
    );
    expect(timeLimitOf('shop.nap', 0.01)).toContain('"soft_time_limit": 10,');
    expect(timeLimitOf('shop.nap', 90_000)).toContain('"soft_time_limit": 950400,');
    expect(acksLateOf(['a', 'b'])).toContain('"b": {"acks_late": True, "reject_on_worker_lost": True}}');
  });
});

describe("a task's page and its finding", () => {
  const workers = [workerView('w1@alpha')];

  it('advise the same visibility timeout for an eta', () => {
    const etaAt = NOW + 7140;
    const at = sight({
      workers,
      unacked: { at: NOW, truncated: false, entries: [unackedSight('a', NOW - 60, { eta: etaAt })] },
    });
    put(at, 'a', { state: 'RECEIVED', eta: etaAt, deliveries: [delivery()] });
    const [finding] = seenBy(duplicateExpected, at);
    const message = { in: 'unacked', deliveredAt: WHY_NOW - 60, redelivered: false } as const;
    const task = heldTask('w1', { eta: WHY_NOW + 7140 });
    const why = explainTask(factsOf(task, { workers: [workerView('w1')], place: placeOf({ message }) }));
    expect(why.advice?.setting).toBe('broker_transport_options = {"visibility_timeout": 14400}');
    expect(why.advice?.setting).toBe(finding?.advice.setting);
  });

  it('advise the same visibility timeout for a run', () => {
    const at = sight({ workers, unacked: { at: NOW, truncated: false, entries: [unackedSight('a', NOW - 3590)] } });
    const times = { receivedAt: NOW - 3590, startedAt: NOW - 3590 };
    put(at, 'a', { state: 'STARTED', deliveries: [delivery(times)] });
    const [finding] = seenBy(duplicateExpected, at);
    const message = { in: 'unacked', deliveredAt: WHY_NOW - 3590, redelivered: false } as const;
    const task = runningTask('w1', { startedAt: WHY_NOW - 3590 });
    const why = explainTask(factsOf(task, { workers: [workerView('w1')], place: placeOf({ message }) }));
    expect(why.verdict).toBe('runs-again');
    expect(why.advice?.setting).toBe(finding?.advice.setting);
  });

  it('advise the same limit for a run that is too long', () => {
    const usual = { runs: 30, middleSeconds: 1, longestSeconds: 4.1, everSeconds: 4.1 };
    const at = sight({ workers, usual: () => usual });
    const startedAt = NOW - 3000;
    put(at, 'a', { state: 'STARTED', startedAt, deliveries: [delivery({ receivedAt: startedAt, startedAt })] });
    const { replies } = newWorkerRecord('w1@alpha', 0);
    const listed = {
      ...{ uuid: 'a', name: 'shop.nap', args: null, kwargs: null, eta: null, startedAt, acknowledged: true },
      ...{ redelivered: null, routingKey: null, exchange: null, priority: null, workerPid: 1 },
    };
    record(at, 'w1@alpha', { replies: { ...replies, activeTasks: [listed], readAt: { active: NOW } } });
    const [finding] = seenBy(taskStuck, at);
    const task = runningTask('w1', { name: 'shop.nap', startedAt: WHY_NOW - 3000 });
    const told = { p50: 1, p95: 3, longest: 4.1, runs: 30 };
    const place = placeOf({ message: { in: 'nowhere', everywhere: true } });
    const why = explainTask(factsOf(task, { workers: [workerView('w1')], usual: told, place }));
    expect(why.verdict).toBe('running-long');
    expect(why.advice?.setting).toBe(timeLimitOf('shop.nap', 4.1));
    expect(why.advice?.setting).toBe(finding?.advice.setting);
  });

  it('advise the same command for a queue that nobody consumes', () => {
    const task = waitingTask({ queue: 'a:b ü x' });
    const message = { in: 'queue', queue: 'a:b ü x', priority: 0, ahead: 0 } as const;
    const why = explainTask(factsOf(task, { workers: [], place: placeOf({ message }) }));
    expect(why.advice?.setting).toBe(startWorker('a:b ü x'));
  });
});
