import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCapture, type CapturedEvent } from '@/e2e/captures/read-capture';
import type { CustomTaskEvent, TaskEvent } from '@/lib/celery/event';
import { joinTask } from './join-task';
import { reduceTask } from './reduce-task';
import { taskEvent } from './event.fixture';
import type { Delivery, Task } from './task';

type TaskEvents = readonly { readonly event: TaskEvent | CustomTaskEvent; readonly receivedAt: number }[];

const FAR = 4_000_000_000;

function eventsOf(events: readonly CapturedEvent[], uuid: string): TaskEvents {
  return events.flatMap(({ event, receivedAt }) =>
    event.kind !== 'worker' && event.uuid === uuid ? [{ event, receivedAt }] : [],
  );
}

function reduceAll(events: TaskEvents): Task {
  const task = events.reduce<Task | null>((task, { event }) => reduceTask(task, event, FAR), null);
  if (task === null) throw new Error('no events');
  return task;
}

function taskOf(capture: string, label: string): Task {
  const { events, uuids } = readCapture(capture);
  return reduceAll(eventsOf(events, uuids[label] ?? label));
}

function brief(delivery: Delivery) {
  const { n, worker, retries, startedAt, outcome } = delivery;
  return [n, worker, retries, startedAt === null ? 'not started' : 'started', outcome];
}

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

describe('the order of events', () => {
  const stories = [
    'redis-4.4.7-scenarios',
    'redis-5.2.6-scenarios',
    'redis-5.6.3-scenarios',
    'redis-5.6.3-crash',
    'redis-5.6.3-dedup',
    'redis-5.6.3-duplicate-eta',
    'redis-5.6.3-duplicate-other-worker',
    'redis-5.6.3-duplicate-same-worker',
    'redis-5.6.3-shutdown',
    'redis-5.6.3-broker-reconnect',
    'redis-5.6.3-revoke',
    'amqp-5.6.3-worker-kill9',
    'amqp-5.6.3-consumer-timeout',
    'amqp-5.6.3-consumer-timeout-channel-error-retry',
    'redis-5.6.3-pool-threads',
    'redis-5.6.3-pool-solo',
    'redis-5.6.3-pool-gevent',
  ].flatMap((name) => {
    const { events } = readCapture(name);
    const ids = new Set(events.flatMap(({ event }) => (event.kind === 'worker' ? [] : [event.uuid])));
    return [...ids].map((uuid) => ({ name, uuid, events: eventsOf(events, uuid) }));
  });

  it('does not change the task, also while it is under way, nor do doubled events', () => {
    expect(stories.length).toBeGreaterThan(100);
    fc.assert(
      fc.property(fc.constantFrom(...stories), fc.infiniteStream(fc.nat(1_000_000)), ({ events }, dice) => {
        const roll = () => Number(dice.next().value);
        const seen = events.slice(0, 1 + (roll() % events.length)).filter(({ event }) => event.kind === 'task');
        fc.pre(seen.length > 0);
        const doubled = [...seen, ...seen.filter(() => roll() % 2 === 0)];
        const shuffled = doubled.map((event) => ({ event, key: roll() })).sort((a, b) => a.key - b.key);
        expect(reduceAll(shuffled.map(({ event }) => event))).toEqual(reduceAll(seen));
      }),
      { numRuns: 4000 },
    );
  });

  it('is all the same to two accounts of one task that are joined', () => {
    fc.assert(
      fc.property(fc.constantFrom(...stories), fc.nat(1_000_000), ({ events }, die) => {
        const seen = events.filter(({ event }) => event.kind === 'task');
        fc.pre(seen.length > 1);
        const at = 1 + (die % (seen.length - 1));
        const [known, newer] = [reduceAll(seen.slice(0, at)), reduceAll(seen.slice(at))];
        const joined = joinTask(known, newer);
        expect(joined).toEqual(reduceAll(seen));
        // It is written again with each event that follows.
        expect(joinTask(joined, newer)).toEqual(joined);
      }),
      { numRuns: 4000 },
    );
  });

  it('lets a success that comes late win and moves no state back', () => {
    const { events, uuids } = readCapture('redis-5.6.3-scenarios');
    const [sent, received, started, succeeded] = eventsOf(events, uuids['success'] ?? '');
    if (!sent || !received || !started || !succeeded) throw new Error('incomplete');
    expect(reduceAll([succeeded, started, received, sent]).state).toBe('SUCCESS');
    expect(reduceAll([sent, started, received]).state).toBe('STARTED');
  });
});
