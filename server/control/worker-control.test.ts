import { describe, expect, it } from 'vitest';
import type { Action } from '@/lib/cluster/action';
import type { WorkerQuiet } from '@/lib/cluster/wish';
import type { WorkerDetail } from '@/lib/cluster/worker';
import type { WorkerCommand } from '@/lib/cluster/worker-command';
import { NO_MASKER } from '@/lib/masking/masker';
import { workerView } from '@/lib/workers/worker.fixture';
import { BrokerError, type ControlRequest } from '../brokers/broker';
import { createReplayBroker } from '../brokers/replay';
import { createLeftQueues } from '../collector/left-queues';
import { controlWorkers, type WorkerControlContext } from './worker-control';

const NOW = 1_800_000_000;
const by = { actor: 'ada', address: '127.0.0.1' };

function detail(hostname: string, fields: Partial<WorkerDetail> = {}): WorkerDetail {
  return {
    ...workerView(hostname, { queues: ['mail', 'other'], pool: 'prefork', concurrency: 2, pid: 7 }),
    ...{ stats: {}, conf: {}, activeTasks: null, reservedTasks: null, scheduledTasks: null },
    ...{ registered: ['shop.add'], readAt: {} },
    ...fields,
  };
}

interface Stage {
  readonly silent?: readonly string[];
  readonly isDown?: boolean;
  readonly paused?: readonly string[];
  readonly reply?: unknown;
  readonly isDeclarable?: boolean | null;
  /** What becomes of a worker once it was told to stop. */
  readonly stopped?: Partial<WorkerDetail>;
}

/** Workers that answer, but for silent ones. */
function cluster(
  workers: readonly WorkerDetail[],
  { silent = [], isDown = false, paused = [], reply = { ok: 'done' }, stopped, isDeclarable = true }: Stage = {},
) {
  const known = new Map(workers.map((worker) => [worker.hostname, worker]));
  const sent: Pick<ControlRequest, 'method' | 'arguments' | 'destination'>[] = [];
  const actions: Action[] = [];
  const asked: unknown[] = [];
  const quiets = new Map<string, WorkerQuiet>();
  let now = NOW;
  const context: WorkerControlContext = {
    broker: {
      ...createReplayBroker({ file: 'none' }),
      isDeclarable: () => Promise.resolve(isDeclarable),
      control({ method, arguments: given, destination }) {
        if (isDown) return Promise.reject(new BrokerError('ECONNREFUSED', 'away'));
        sent.push({ method, arguments: given, destination });
        const answering = (destination ?? []).filter((name) => !silent.includes(name));
        if (method !== 'shutdown') return Promise.resolve(answering.map((hostname) => ({ hostname, reply, ms: 1 })));
        for (const name of answering) if (stopped !== undefined) known.set(name, { ...detail(name), ...stopped });
        return Promise.resolve([]);
      },
    },
    masker: NO_MASKER,
    backend: () => null,
    task: () => null,
    held: () => null,
    liveWorkers: () => [...known.keys()],
    now: () => now,
    published: () => undefined,
    record: (action) => void actions.push(action),
    note: () => undefined,
    worker: (hostname) => known.get(hostname) ?? null,
    askAgain: (hostnames, commands) => void asked.push([hostnames, commands]),
    quiets: {
      of: (hostname) => quiets.get(hostname) ?? null,
      count: () => quiets.size,
      put: (quiet) => void quiets.set(quiet.id, quiet),
      end: (hostname) => void quiets.delete(hostname),
    },
    isPaused: (queue) => paused.includes(queue),
    left: createLeftQueues(),
    pause: (ms) => {
      now += ms / 1000;
      return Promise.resolve();
    },
  };
  const tell = (command: WorkerCommand, hostnames: readonly string[] | null = ['w1'], askAnyway = false) =>
    controlWorkers(context, { ...by, command, hostnames, askAnyway });
  return { tell, sent, actions, asked, quiets, known };
}

describe('a worker', () => {
  it.each([
    [{ kind: 'pool-grow', n: 2 }, 'pool_grow', { n: 2 }],
    [{ kind: 'pool-shrink', n: 1 }, 'pool_shrink', { n: 1 }],
    [{ kind: 'add-consumer', queue: 'x', force: false }, 'add_consumer', { queue: 'x' }],
    [{ kind: 'cancel-consumer', queue: 'mail' }, 'cancel_consumer', { queue: 'mail' }],
    [{ kind: 'disable-events' }, 'disable_events', {}],
    [
      { kind: 'rate-limit', task: 'shop.add', rate: '10/m' },
      'rate_limit',
      { task_name: 'shop.add', rate_limit: '10/m' },
    ],
    [
      { kind: 'time-limit', task: 'shop.add', soft: null, hard: 9 },
      'time_limit',
      { task_name: 'shop.add', soft: null, hard: 9 },
    ],
  ] as const)('is told %o in Celery’s words, and the log keeps it', async (command, method, given) => {
    const { tell, sent, actions, asked } = cluster([detail('w1'), detail('w2')]);
    const { answers } = await tell(command);
    expect(sent).toEqual([{ method, arguments: given, destination: ['w1'] }]);
    expect(answers).toMatchObject([{ from: 'w1', outcome: 'ok', text: 'done' }]);
    const { kind: name, ...parameters } = command;
    expect(actions).toMatchObject([
      { name, outcome: 'done', actor: 'ada', subject: { kind: 'worker', id: 'w1' }, parameters },
    ]);
    expect(asked).toHaveLength(1);
  });

  it('that does not answer is told apart from one that refuses', async () => {
    const silent = cluster([detail('w1')], { silent: ['w1'] });
    expect((await silent.tell({ kind: 'pool-grow', n: 1 })).answers).toMatchObject([{ outcome: 'no-reply' }]);
    expect(silent.actions).toMatchObject([{ outcome: 'failed' }]);
    const refusing = cluster([detail('w1')], { reply: { error: "ValueError('busy')" } });
    expect((await refusing.tell({ kind: 'pool-shrink', n: 1 })).answers).toMatchObject([
      { outcome: 'error', text: "ValueError('busy')" },
    ]);
  });

  it.each([
    ['worker_unknown', null, { kind: 'shutdown' }],
    ['worker_gone', { status: 'gone' }, { kind: 'pool-grow', n: 1 }],
    ['worker_fixed_pool', { pool: 'solo' }, { kind: 'pool-grow', n: 1 }],
    ['worker_fixed_pool', { pool: 'threads' }, { kind: 'pool-shrink', n: 1 }],
    ['worker_autoscaled', { stats: { autoscaler: { max: 3 } } }, { kind: 'pool-grow', n: 1 }],
    ['worker_not_autoscaled', {}, { kind: 'autoscale', min: 1, max: 2 }],
    ['worker_restarts_off', {}, { kind: 'pool-restart' }],
    ['worker_no_restart', { pool: 'gevent' }, { kind: 'pool-restart' }],
    ['worker_no_queues', { queues: [] }, { kind: 'quiet' }],
    ['worker_not_quiet', {}, { kind: 'unquiet' }],
    ['pool_would_be_empty', {}, { kind: 'pool-shrink', n: 2 }],
    ['task_unknown', {}, { kind: 'rate-limit', task: 'shop.nope', rate: '1' }],
  ] as const)('is not asked for what can’t be done: %s', async (code, fields, command) => {
    const { tell, sent } = cluster(fields === null ? [] : [detail('w1', fields)]);
    await expect(tell(command)).rejects.toMatchObject({ code });
    expect(sent).toEqual([]);
  });

  it('refuses in its own words where those are asked for, but not what would harm it', async () => {
    const { tell, sent } = cluster([detail('w1', { pool: 'gevent' })]);
    await tell({ kind: 'autoscale', min: 1, max: 2 }, ['w1'], true);
    expect(sent).toHaveLength(1);
    await expect(tell({ kind: 'pool-restart' }, ['w1'], true)).rejects.toMatchObject({ code: 'worker_no_restart' });
    await expect(tell({ kind: 'pool-shrink', n: 9 }, ['w1'], true)).rejects.toMatchObject({
      code: 'pool_would_be_empty',
    });
  });

  it('that has told nothing yet is asked all the same', async () => {
    const { tell, sent } = cluster([
      detail('w1', { pool: null, stats: null, conf: null, registered: null, concurrency: null }),
    ]);
    await tell({ kind: 'pool-restart' });
    await tell({ kind: 'autoscale', min: 1, max: 2 });
    await tell({ kind: 'pool-shrink', n: 5 });
    await tell({ kind: 'rate-limit', task: 'x', rate: '1' });
    expect(sent).toHaveLength(4);
  });

  it('is not reached while the broker is away', async () => {
    const { tell } = cluster([detail('w1')], { isDown: true });
    await expect(tell({ kind: 'pool-grow', n: 1 })).rejects.toMatchObject({ code: 'broker_unavailable', status: 503 });
    await expect(tell({ kind: 'shutdown' })).rejects.toMatchObject({ code: 'broker_unavailable', status: 503 });
  });
});

describe('a queue that the broker has with other properties', () => {
  const add = { kind: 'add-consumer', queue: 'prio', force: false } as const;

  it('is not added, since the worker would end; one that nobody may look at is', async () => {
    const { tell, sent } = cluster([detail('w1')], { isDeclarable: false });
    await expect(tell(add)).rejects.toMatchObject({ code: 'queue_differs', status: 409 });
    expect(sent).toEqual([]);
    await tell({ ...add, force: true });
    await cluster([detail('w1')], { isDeclarable: null }).tell(add);
    expect(sent).toHaveLength(1);
  });

  it('is added to a worker that took from it, and so knows it', async () => {
    const { tell, known, sent } = cluster([detail('w1', { queues: ['prio'] })], { isDeclarable: false });
    await tell({ kind: 'cancel-consumer', queue: 'prio' });
    known.set('w1', detail('w1', { queues: [] }));
    await tell(add);
    known.set('w1', detail('w1', { queues: [], pid: 8 }));
    await expect(tell(add)).rejects.toMatchObject({ code: 'queue_differs' });
    expect(sent).toHaveLength(2);
  });
});

describe('a limit of a task type', () => {
  const rate = { kind: 'rate-limit', task: 'shop.add', rate: '0' } as const;

  it('goes to the workers that know the task or have not told', async () => {
    const workers = [detail('w1'), detail('w2', { registered: [] }), detail('w3', { registered: null })];
    const { tell, sent, actions } = cluster(workers, { silent: ['w3'] });
    await tell(rate, null);
    expect(sent).toMatchObject([{ destination: ['w1', 'w3'] }]);
    expect(actions).toMatchObject([
      { outcome: 'partial', subject: { kind: 'cluster' }, summary: '1 of 2 accepted no rate limit of shop.add' },
    ]);
  });

  it('that nobody could hear of is refused', async () => {
    await expect(cluster([]).tell(rate, null)).rejects.toMatchObject({ code: 'no_worker' });
    const strangers = cluster([detail('w1', { registered: [] })]);
    await expect(strangers.tell(rate, null)).rejects.toMatchObject({ code: 'task_unknown', status: 404 });
  });
});

describe('a shutdown', () => {
  it('has no answer, so that the worker is watched until it says that it goes', async () => {
    const { tell, sent } = cluster([detail('w1', { active: 2 })], { stopped: { status: 'gone' } });
    const { answers, summary } = await tell({ kind: 'shutdown' });
    expect(sent).toEqual([{ method: 'shutdown', arguments: {}, destination: ['w1'] }]);
    expect(answers).toMatchObject([{ from: 'w1', outcome: 'ok' }]);
    expect(summary).toBe('It stops; 2 running tasks go on to the end');
  });

  it('is seen by another process under its name, too', async () => {
    const { tell } = cluster([detail('w1')], { stopped: { pid: 8 } });
    expect((await tell({ kind: 'shutdown' })).answers).toMatchObject([{ outcome: 'ok' }]);
  });

  it('of which nothing is seen is no success', async () => {
    const { tell, actions } = cluster([detail('w1')]);
    expect((await tell({ kind: 'shutdown' })).answers).toMatchObject([{ outcome: 'no-reply' }]);
    expect(actions).toMatchObject([{ outcome: 'failed' }]);
  });
});

describe('a quiet worker', () => {
  it('is told to leave each of its queues, which are remembered until it takes from them again', async () => {
    const { tell, sent, quiets, known } = cluster([detail('w1')], { paused: ['other'] });
    await tell({ kind: 'quiet' });
    expect(sent.map((one) => [one.method, one.arguments['queue']])).toEqual([
      ['cancel_consumer', 'mail'],
      ['cancel_consumer', 'other'],
    ]);
    expect(quiets.get('w1')).toMatchObject({ actor: 'ada', queues: ['mail', 'other'], pid: 7 });
    sent.length = 0;
    const sight = { at: NOW, actor: 'ada', reason: null, queues: ['mail', 'other'], taking: [] };
    known.set('w1', detail('w1', { queues: [], quiet: sight }));
    const { summary } = await tell({ kind: 'unquiet' });
    expect(sent.map((one) => [one.method, one.arguments['queue']])).toEqual([['add_consumer', 'mail']]);
    expect(summary).toContain('not from other, which is paused');
    expect(quiets.size).toBe(0);
  });

  it('that did not answer stays to be told again', async () => {
    const { tell, quiets } = cluster([detail('w1')], { silent: ['w1'] });
    await tell({ kind: 'quiet' });
    expect(quiets.has('w1')).toBe(true);
  });
});
