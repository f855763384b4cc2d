import { describe, expect, it } from 'vitest';
import { readCapture } from '@/e2e/captures/read-capture';
import { brief, eventsOf, FAR, reduceAll, taskOf } from './captured-task.fixture';
import { taskEvent } from './event.fixture';
import { reduceTask } from './reduce-task';
import type { Task } from './task';

const SCENARIOS = [
  'redis-4.4.7-scenarios',
  'redis-5.2.6-scenarios',
  'redis-5.6.3-scenarios',
  'amqp-5.6.3-scenarios-events',
];

const FINAL_STATES: Readonly<Record<string, string>> = {
  success: 'SUCCESS',
  failure: 'FAILURE',
  retry_then_success: 'SUCCESS',
  retry_exhausted: 'FAILURE',
  custom_progress_events: 'SUCCESS',
  big_args_and_result: 'SUCCESS',
  eta_countdown_3s: 'SUCCESS',
  chain_last: 'SUCCESS',
  chord_body: 'SUCCESS',
  prio0: 'SUCCESS',
  prio9: 'SUCCESS',
  reject_no_requeue: 'REJECTED',
  ignore: 'STARTED',
  ignore_result: 'SUCCESS',
  workerlost_sigkill_child: 'FAILURE',
  soft_time_limit: 'FAILURE',
  hard_time_limit: 'FAILURE',
  unregistered_task: 'FAILURE',
  expired_before_receive: 'REVOKED',
  shadow_name: 'SUCCESS',
};

describe.each(SCENARIOS)('the tasks of %s', (capture) => {
  const { events, uuids, malformed } = readCapture(capture);

  it('end in the states that Celery told', () => {
    expect(malformed).toBe(0);
    const states = Object.keys(FINAL_STATES)
      .filter((label) => eventsOf(events, uuids[label] ?? '').length > 0)
      .map((label) => [label, reduceAll(eventsOf(events, uuids[label] ?? '')).state]);
    expect(states.length).toBeGreaterThan(17);
    expect(states).toEqual(states.map(([label]) => [label, FINAL_STATES[label ?? '']]));
  });

  it('tell the true exception of lost processes and hard time limits', () => {
    const lost = taskOf(capture, 'workerlost_sigkill_child');
    expect(lost.exceptionType).toBe('WorkerLostError');
    expect(lost.exception).toContain('signal 9 (SIGKILL)');
    expect(taskOf(capture, 'hard_time_limit')).toMatchObject({ exceptionType: 'TimeLimitExceeded' });
    expect(taskOf(capture, 'soft_time_limit')).toMatchObject({ exceptionType: 'SoftTimeLimitExceeded' });
    expect(taskOf(capture, 'failure')).toMatchObject({
      exceptionType: 'ValueError',
      exception: "ValueError('no stock')",
    });
    const unknown = taskOf(capture, 'unregistered_task');
    expect(unknown).toMatchObject({ exceptionType: 'NotRegistered', name: 'shop.nosuch', receivedAt: null });
  });

  it('keep the attempts of a retried task apart and give it no parent', () => {
    const task = taskOf(capture, 'retry_then_success');
    expect(task.deliveries.map(brief)).toEqual([
      [1, 'w1@alpha', 0, 'started', 'RETRY'],
      [2, 'w1@alpha', 1, 'started', 'RETRY'],
      [3, 'w1@alpha', 2, 'started', 'SUCCESS'],
    ]);
    expect(task).toMatchObject({ retries: 2, parentId: null, exception: null, traceback: null, queue: 'celery' });
    expect(task.deliveries[0]?.exception).toBe("RuntimeError('not yet')");
  });

  it('know their parents, real names and queues', () => {
    expect(taskOf(capture, 'chain_last').parentId).not.toBeNull();
    expect(taskOf(capture, 'shadow_name').name).toBe('shop.add');
    expect(taskOf(capture, 'success')).toMatchObject({
      queue: 'celery',
      queueSource: 'task-sent',
      result: '5',
      args: '(2, 3)',
    });
  });
});

describe('revoked tasks', () => {
  it('tell whether they ran', () => {
    const capture = 'redis-5.6.3-revoke';
    expect(taskOf(capture, 'A_revoked_before_sent')).toMatchObject({
      state: 'REVOKED',
      startedAt: null,
      stateReason: null,
    });
    expect(taskOf(capture, 'B_revoked_while_reserved')).toMatchObject({ state: 'REVOKED', startedAt: null });
    expect(taskOf(capture, 'C_terminate_SIGTERM')).toMatchObject({ state: 'REVOKED', stateReason: 'terminated' });
    expect(taskOf(capture, 'G2_revoked_after_success').state).toBe('SUCCESS');
    expect(taskOf('redis-5.6.3-scenarios', 'expired_before_receive').stateReason).toBe('expired');
  });
});

describe('custom events', () => {
  const progress = (timestamp: number, state = 'PROGRESS') =>
    ({
      kind: 'custom',
      type: 'task-x',
      hostname: 'w1@alpha',
      timestamp,
      pid: 9,
      clock: 1,
      uuid: 'u1',
      state,
      fields: {},
    }) as const;

  it('show while the task runs, and neither before its attempt nor after its end', () => {
    const run = [taskEvent('task-received', 1, { retries: 0 }), taskEvent('task-started', 2)];
    const states = [
      progress(3),
      taskEvent('task-retried', 4),
      taskEvent('task-received', 5, { retries: 1 }),
      progress(3.5),
      taskEvent('task-started', 6),
      progress(7, 'UPLOADING'),
      taskEvent('task-succeeded', 8),
      progress(7.5),
    ];
    const seen: string[] = [];
    [...run, ...states].reduce<Task | null>((task, event) => {
      const next = reduceTask(task, event, FAR);
      seen.push(next.state);
      return next;
    }, null);
    expect(seen).toEqual([
      'RECEIVED',
      'STARTED',
      'PROGRESS',
      'RETRY',
      'RECEIVED',
      'RECEIVED',
      'STARTED',
      'UPLOADING',
      'SUCCESS',
      'SUCCESS',
    ]);
  });

  it('can’t end a task', () => {
    expect(reduceTask(reduceTask(null, taskEvent('task-started', 1), FAR), progress(2, 'SUCCESS'), FAR).state).toBe(
      'STARTED',
    );
  });

  it('prove a run of a worker that sends no task events, and give way to the event that comes late', () => {
    const task = reduceTask(null, progress(5), FAR);
    expect(task).toMatchObject({
      state: 'PROGRESS',
      worker: 'w1@alpha',
      deliveries: [{ startedAt: 5, startedBy: 'custom-event' }],
    });
    const told = [taskEvent('task-received', 1, { retries: 0 }), taskEvent('task-started', 2)].reduce(
      (t, e) => reduceTask(t, e, FAR),
      task,
    );
    expect(told).toMatchObject({ state: 'PROGRESS', startedAt: 2 });
    expect(told.deliveries).toHaveLength(1);
  });
});
