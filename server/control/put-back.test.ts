import { describe, expect, it } from 'vitest';
import { NO_MASKER } from '@/lib/masking/masker';
import type { Action } from '@/lib/cluster/action';
import { createCluster, putTask, putWorker, type Cluster } from '@/lib/cluster/cluster';
import { newTask } from '@/lib/cluster/reduce-task';
import { newWorkerRecord, type WorkerRecord } from '@/lib/cluster/worker-record';
import { lookUp } from '@/lib/detectors/look-up';
import { delivery, NOW, sight, unackedSight } from '@/lib/detectors/sight.fixture';
import { workerView } from '@/lib/workers/worker.fixture';
import { BrokerError, type ControlReply, type ControlRequest } from '../brokers/broker';
import type { PutBackResult } from '../brokers/messages';
import { createReplayBroker } from '../brokers/replay';
import { putBack, type PutBackContext } from './put-back';

const gone = workerView('w1@alpha', { status: 'gone', statusReason: 'no-reply', statusSince: NOW - 40 });
const other = workerView('w2@beta', { taskEvents: true });
const mute = workerView('w3@gamma', { taskEvents: false });
const request = { actor: 'ada', address: '127.0.0.1', messages: [{ deliveryTag: 't', uuid: 'a' }] };

interface Told {
  readonly workers?: readonly ReturnType<typeof workerView>[];
  /** What each worker answers; one that is left out is silent. */
  readonly replies?: Readonly<Record<string, unknown>>;
  readonly result?: PutBackResult | BrokerError;
  /** The uuid of what is found under the tag; null: nothing. */
  readonly found?: string | null;
  /** The types for which workers say that they have a rate limit; null: not told yet. */
  readonly limited?: readonly string[] | null;
  readonly records?: Readonly<Record<string, Partial<WorkerRecord>>>;
  /** When the worker received it; it has not begun. */
  readonly waitsSince?: number;
  /** No event told who took it. */
  readonly unheard?: boolean;
  /** The operator says so of a worker that is only silent. */
  readonly workerIsDead?: boolean;
  /** Told before the answer of the broker came. */
  readonly taken?: (cluster: Cluster) => void;
}

function stage({
  workers = [gone, other],
  replies = { 'w2@beta': [] },
  result,
  found = 'a',
  taken,
  limited = [],
  records = {},
  waitsSince,
  unheard = false,
  workerIsDead = true,
}: Told = {}) {
  const cluster = createCluster();
  const task = { ...newTask('a', NOW - 60), state: 'STARTED' as const, worker: 'w1@alpha' };
  const taking = waitsSince === undefined ? { startedAt: NOW - 59 } : { receivedAt: waitsSince };
  if (!unheard) putTask(cluster, { ...task, deliveries: [delivery(taking)] }, NOW);
  for (const { hostname } of workers) {
    const record = newWorkerRecord(hostname, 0);
    putWorker(cluster, { ...record, replies: { ...record.replies, rateLimited: limited }, ...records[hostname] });
  }
  const actions: Action[] = [];
  const notes: string[] = [];
  let pushed = 0;
  const context: PutBackContext = {
    broker: {
      ...createReplayBroker({ file: 'none' }),
      control: (_: ControlRequest, onReply?: (reply: ControlReply) => void) => {
        for (const [hostname, reply] of Object.entries(replies)) onReply?.({ hostname, reply, ms: 1 });
        return Promise.resolve([]);
      },
      delivered: {
        find: () => {
          if (found === null) return Promise.resolve(null);
          const entry = { ...unackedSight(found, NOW - 60), deliveryTag: 't', retries: 0 };
          return Promise.resolve({ entry, content: Buffer.alloc(0), score: '1' });
        },
        deliveredAt: (tags) => Promise.resolve(tags.map(() => NOW - 60)),
        putBack: () => {
          pushed += 1;
          taken?.(cluster);
          if (result instanceof BrokerError) return Promise.reject(result);
          return Promise.resolve(result ?? { outcome: 'put-back', queues: ['mail'] });
        },
      },
    },
    backend: () => null,
    task: (uuid) => cluster.tasks.get(uuid) ?? null,
    held: () => null,
    masker: NO_MASKER,
    liveWorkers: () => workers.filter(({ status }) => status !== 'gone').map(({ hostname }) => hostname),
    now: () => NOW,
    published: (changed) => putTask(cluster, changed, NOW),
    record: (action) => void actions.push(action),
    note: (_uuid, text) => void notes.push(text),
    sight: () => lookUp(sight({ cluster, workers })),
    replied: () => undefined,
    reread: () => Promise.resolve(),
    queueNames: () => [],
  };
  return { run: () => putBack(context, { ...request, workerIsDead }), context, actions, notes, pushed: () => pushed };
}

const named = [{ id: 'a', name: 'shop.nap', args: [], kwargs: {} }];

describe('putting a message back', () => {
  it('is done when its worker is gone and all others answered that they do not have it', async () => {
    const { run, context, actions, notes } = stage();
    const { results } = await run();
    expect(results).toMatchObject([{ outcome: 'put-back', code: 'gone-silent', worker: 'w1@alpha', queue: 'mail' }]);
    expect(actions).toMatchObject([{ name: 'put-back', outcome: 'done', subject: { kind: 'task', id: 'a' } }]);
    expect(context.task('a')).toMatchObject({
      state: 'SENT',
      deliveries: [{ worker: 'w1@alpha', outcome: 'REQUEUED' }],
    });
    expect(notes).toEqual(['Put back at the head of mail; w1@alpha had taken it, asked by ada']);
  });

  it('is refused while its worker is only silent, unless the operator says that its processes are dead', async () => {
    const { run, context, actions, pushed } = stage({ workerIsDead: false });
    expect((await run()).results).toMatchObject([{ outcome: 'refused', code: 'may-run', worker: 'w1@alpha' }]);
    expect(actions).toMatchObject([{ outcome: 'refused', parameters: { deliveryTag: 't' } }]);
    expect(actions[0]?.parameters).not.toHaveProperty('workerIsDead');
    expect(context.task('a')?.deliveries[0]?.outcome).toBeNull();
    expect(pushed()).toBe(0);
    const told = stage({ workerIsDead: true });
    await told.run();
    expect(told.actions).toMatchObject([{ outcome: 'done', parameters: { workerIsDead: true } }]);
    expect(told.context.task('a')?.deliveries[0]?.putBack).toEqual({ at: NOW, actor: 'ada', onWord: true });
  });

  it('needs no such word where another process has the name of its worker, or it said that it left', async () => {
    const anew = workerView('w1@alpha', { pid: 999, taskEvents: true });
    const left = workerView('w1@alpha', { status: 'gone', statusReason: 'offline-event', statusSince: NOW - 400 });
    for (const [worker, code] of [[anew, 'replaced'] as const, [left, 'gone-said'] as const]) {
      const { run, context } = stage({ workers: [worker, other], workerIsDead: false });
      expect((await run()).results).toMatchObject([{ outcome: 'put-back', code }]);
      expect(context.task('a')?.deliveries[0]?.putBack).toMatchObject({ onWord: false });
    }
  });

  it('leaves alone what a quick worker has told of it meanwhile', async () => {
    const { run, context } = stage({
      taken: (cluster) => {
        const task = cluster.tasks.get('a');
        if (task === undefined) throw new Error('it is known');
        const next = delivery({ n: 2, worker: 'w2@beta', receivedAt: NOW, startedAt: NOW });
        putTask(cluster, { ...task, deliveries: [...task.deliveries, next] }, NOW);
      },
    });
    await run();
    expect(context.task('a')?.deliveries.map(({ worker, outcome }) => [worker, outcome])).toEqual([
      ['w1@alpha', 'REQUEUED'],
      ['w2@beta', null],
    ]);
  });

  it('is refused when a worker names the task, though events told another story', async () => {
    const { run, actions, pushed } = stage({ replies: { 'w2@beta': named } });
    expect((await run()).results).toMatchObject([{ outcome: 'refused', code: 'held', worker: 'w2@beta' }]);
    expect(actions).toMatchObject([{ outcome: 'refused', summary: 'Not put back: w2@beta has it' }]);
    expect(pushed()).toBe(0);
  });

  it('is refused when the worker that was taken for gone answers', async () => {
    const { run, pushed } = stage({ replies: { 'w1@alpha': [], 'w2@beta': [] } });
    expect((await run()).results).toMatchObject([{ outcome: 'refused', code: 'back', worker: 'w1@alpha' }]);
    expect(pushed()).toBe(0);
  });

  it('is refused while a worker without events does not answer, and not for one whose events tell', async () => {
    const silent = stage({ workers: [gone, other, mute] });
    expect((await silent.run()).results).toMatchObject([{ outcome: 'refused', code: 'silent', worker: 'w3@gamma' }]);
    expect((await stage({ replies: {} }).run()).results).toMatchObject([{ outcome: 'put-back' }]);
  });

  it('is refused when nobody told who took it and a worker answers that was not known', async () => {
    const readAt = { active: NOW, reserved: NOW, scheduled: NOW };
    const records = { 'w2@beta': { replies: { ...newWorkerRecord('w2@beta', 0).replies, rateLimited: [], readAt } } };
    const alone = stage({ unheard: true, records });
    expect((await alone.run()).results).toMatchObject([{ outcome: 'put-back', code: 'nobody' }]);
    const { run, pushed } = stage({ unheard: true, records, replies: { 'w2@beta': [], 'new@beta': [] } });
    expect((await run()).results).toMatchObject([{ outcome: 'refused', code: 'not-told', worker: 'new@beta' }]);
    expect(pushed()).toBe(0);
  });

  it('is refused when nobody told who took it and no worker was ever heard', async () => {
    for (const workers of [[], [gone]]) {
      const { run, pushed } = stage({ unheard: true, workers, replies: {} });
      expect((await run()).results).toMatchObject([{ outcome: 'refused', code: 'not-told' }]);
      expect(pushed()).toBe(0);
    }
  });

  it('is refused while a worker without events may hold it back for its rate limit, which it does not tell', async () => {
    const mutes = { workers: [gone, other, mute], replies: { 'w2@beta': [], 'w3@gamma': [] } };
    for (const limited of [['shop.nap'], null]) {
      const { run, actions, pushed } = stage({ ...mutes, limited });
      expect((await run()).results).toMatchObject([{ outcome: 'refused', code: 'rate-limited', worker: 'w3@gamma' }]);
      expect(actions[0]?.summary).toContain('w3@gamma may hold it back for its rate limit');
      expect(pushed()).toBe(0);
    }
    for (const limited of [['shop.other'], []])
      expect((await stage({ ...mutes, limited }).run()).results).toMatchObject([{ outcome: 'put-back' }]);
  });

  describe('of a worker that connected anew', () => {
    const again = workerView('w1@alpha');
    const { replies } = newWorkerRecord('w1@alpha', 0);
    const pool = { pool: 'prefork', stats: { pool: { writes: { strategy: 'fair' } } }, rateLimited: [] };
    const records = { 'w1@alpha': { onlineAt: NOW - 30, replies: { ...replies, ...pool } } };
    const told = { workers: [again, other], replies: { 'w1@alpha': [], 'w2@beta': [] }, waitsSince: NOW - 60, records };

    it('is done when that one answers too that it does not have it', async () => {
      expect((await stage(told).run()).results).toMatchObject([{ outcome: 'put-back', code: 'dropped' }]);
      const { run, pushed } = stage({ ...told, replies: { 'w2@beta': [] } });
      expect((await run()).results).toMatchObject([{ outcome: 'refused', code: 'silent', worker: 'w1@alpha' }]);
      expect(pushed()).toBe(0);
    });

    it('is refused when it may hold it back for its rate limit', async () => {
      const limited = { ...records['w1@alpha'].replies, rateLimited: ['shop.nap'] };
      const { run } = stage({ ...told, records: { 'w1@alpha': { onlineAt: NOW - 30, replies: limited } } });
      expect((await run()).results).toMatchObject([{ outcome: 'refused', code: 'rate-limited', worker: 'w1@alpha' }]);
    });
  });

  it('counts no answer as one that can’t be read', async () => {
    const { run } = stage({ workers: [gone, mute], replies: { 'w3@gamma': { error: 'unknown command' } } });
    expect((await run()).results).toMatchObject([{ outcome: 'refused', code: 'silent', worker: 'w3@gamma' }]);
  });

  it('says that it was no longer there, also when the tag is another task’s by now', async () => {
    for (const found of [null, 'b']) {
      const { run, actions, pushed } = stage({ found });
      expect((await run()).results).toMatchObject([{ outcome: 'gone', code: null }]);
      expect(actions).toMatchObject([{ outcome: 'failed' }]);
      expect(pushed()).toBe(0);
    }
  });

  it('does not claim to know when the broker does not answer', async () => {
    const { run, actions } = stage({ result: new BrokerError('BROKER_LOST', 'lost') });
    expect((await run()).results).toMatchObject([{ outcome: 'unsure' }]);
    expect(actions[0]?.summary).toContain('may or may not');
  });

  it('tells each its own outcome when the broker goes away in the middle', async () => {
    const { context, actions } = stage();
    const { delivered } = context.broker;
    if (delivered === undefined) throw new Error('it gives access to them');
    let asked = 0;
    const find: typeof delivered.find = (tag) => {
      asked += 1;
      return asked === 1 ? delivered.find(tag) : Promise.reject(new BrokerError('BROKER_LOST', 'lost'));
    };
    const messages = ['t', 'u', 'v'].map((deliveryTag) => ({ deliveryTag, uuid: 'a' }));
    const broker = { ...context.broker, delivered: { ...delivered, find } };
    const { results } = await putBack({ ...context, broker }, { ...request, workerIsDead: true, messages });
    expect(results.map(({ outcome, code }) => [outcome, code])).toEqual([
      ['put-back', 'gone-silent'],
      ['refused', 'unread'],
      ['refused', 'unread'],
    ]);
    expect(actions.map(({ outcome }) => outcome)).toEqual(['done', 'refused', 'refused']);
    expect(asked).toBe(2);
  });

  it('is refused when it is too large to be read, and the others of its request are not', async () => {
    const { context } = stage();
    const { delivered } = context.broker;
    if (delivered === undefined) throw new Error('it gives access to them');
    const find: typeof delivered.find = (tag) =>
      tag === 'large' ? Promise.reject(new BrokerError('TOO_LARGE', '40 MB')) : delivered.find(tag);
    const messages = ['large', 't'].map((deliveryTag) => ({ deliveryTag, uuid: 'a' }));
    const broker = { ...context.broker, delivered: { ...delivered, find } };
    const { results } = await putBack({ ...context, broker }, { ...request, workerIsDead: true, messages });
    expect(results.map(({ code }) => code)).toEqual(['unreadable', 'gone-silent']);
  });

  it('is refused when the broker refuses it, which leaves everything as it was', async () => {
    const { run, context, actions } = stage({ result: new BrokerError('NOPERM', 'no EVAL') });
    expect((await run()).results).toMatchObject([{ outcome: 'refused', code: 'broker' }]);
    expect(actions).toMatchObject([{ outcome: 'refused' }]);
    expect(context.task('a')?.state).toBe('STARTED');
  });

  it('is not offered where the broker gives back by itself', async () => {
    const { context } = stage();
    const broker = createReplayBroker({ file: 'none' });
    await expect(putBack({ ...context, broker }, request)).rejects.toMatchObject({ code: 'not_on_this_broker' });
  });
});
