import { describe, expect, it } from 'vitest';
import { readCapture } from '@/e2e/captures/read-capture';
import { brief, FAR, reduceAll, taskOf } from './captured-task.fixture';
import { reduceTask } from './reduce-task';

describe('deliveries', () => {
  it('are two runs that overlap when another worker got a task again after the visibility timeout', () => {
    const task = taskOf('redis-5.6.3-duplicate-other-worker', 'task');
    expect(task.deliveries.map(brief)).toEqual([
      [1, 'w1@alpha', 0, 'started', 'SUCCESS'],
      [2, 'w2@beta', 0, 'started', 'SUCCESS'],
    ]);
    expect(task.state).toBe('SUCCESS');
    expect(task.endedAt).toBe(task.deliveries[0]?.endedAt);
  });

  it('match each end with its start by run time when both runs were on one worker', () => {
    const task = taskOf('redis-5.6.3-duplicate-same-worker', 'task');
    expect(task.deliveries.map(brief)).toEqual([
      [1, 'w1@alpha', 0, 'started', 'SUCCESS'],
      [2, 'w1@alpha', 0, 'started', 'SUCCESS'],
    ]);
    for (const { startedAt, endedAt, runtimeSeconds } of task.deliveries) {
      expect((endedAt ?? 0) - (startedAt ?? 0)).toBeCloseTo(runtimeSeconds ?? 0, 1);
    }
  });

  it('are three runs of an eta task that was held longer than the visibility timeout', () => {
    const task = taskOf('redis-5.6.3-duplicate-eta', 'task');
    expect(task.deliveries.map(brief).map(([n, , , started, outcome]) => [n, started, outcome])).toEqual([
      [1, 'started', 'SUCCESS'],
      [2, 'started', 'SUCCESS'],
      [3, 'started', 'SUCCESS'],
    ]);
  });

  it('say that a deduplicated one did not run', () => {
    const task = taskOf('redis-5.6.3-dedup', 'task');
    expect(task.deliveries.map((d) => d.deduplicated)).toEqual([false, true]);
    expect(task).toMatchObject({ state: 'SUCCESS', result: "'d'" });
  });

  it('do not call a first delivery deduplicated because it told no result', () => {
    const { events } = readCapture('redis-5.6.3-node-published');
    const task = reduceAll(
      events.flatMap(({ event, receivedAt }) =>
        event.kind === 'task' && event.uuid.startsWith('ac8597d2') ? [{ event, receivedAt }] : [],
      ),
    );
    expect(task).toMatchObject({ state: 'SUCCESS', deliveries: [{ deduplicated: false }] });
  });

  it('go on after a lost pool process gave the task back', () => {
    const task = taskOf('redis-5.6.3-crash', 'child_sigkill_reject_on_worker_lost');
    expect(task.deliveries.map(brief)).toEqual([
      [1, 'w2@beta', 0, 'started', 'REQUEUED'],
      [2, 'w2@beta', 0, 'started', 'SUCCESS'],
    ]);
  });

  it('leave the task running when its worker was killed, until another worker ends it', () => {
    const task = taskOf('redis-5.6.3-crash', 'acks_late_running_at_kill');
    expect(task.deliveries.map(brief)).toEqual([
      [1, 'w1@alpha', 0, 'started', null],
      [2, 'w2@beta', 0, 'started', 'SUCCESS'],
    ]);
    expect(task).toMatchObject({ state: 'SUCCESS', worker: 'w2@beta' });
  });

  it('end a cancelled run that succeeded all the same as a success', () => {
    const task = taskOf('redis-5.6.3-shutdown', 'soft_short');
    expect(task.deliveries.map(brief)).toEqual([[1, 'w4@delta', 0, 'started', 'SUCCESS']]);
    expect(taskOf('redis-5.6.3-shutdown', 'cold_early_ack').state).toBe('CANCELLED');
  });

  it('keep runs apart that never told their end', () => {
    const task = taskOf('amqp-5.6.3-consumer-timeout-channel-error-retry', 'task');
    expect(task.deliveries.map(brief)).toEqual([1, 2, 3].map((n) => [n, 'w1@alpha', 0, 'started', null]));
    expect(task.state).toBe('STARTED');
  });

  it('are kept up to a bound, the first and the newest ones', () => {
    let task = taskOf('redis-5.6.3-duplicate-eta', 'task');
    const base = readCapture('redis-5.6.3-duplicate-eta').events.find(({ event }) => event.type === 'task-received');
    if (base?.event.kind !== 'task') throw new Error('no receipt');
    for (let i = 1; i <= 200; i += 1) task = reduceTask(task, { ...base.event, timestamp: FAR + i }, FAR);
    expect(task.deliveries.length).toBe(64);
    expect([task.deliveries[0]?.n, task.deliveries.at(-1)?.n]).toEqual([1, 203]);
  });
});
