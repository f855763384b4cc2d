import { describe, expect, it } from 'vitest';
import { NO_MASKER } from '@/lib/masking/masker';
import type { Action, ActionAnswer } from '@/lib/cluster/action';
import type { QueuePause } from '@/lib/cluster/wish';
import type { WorkerView } from '@/lib/cluster/worker';
import { workerView } from '@/lib/workers/worker.fixture';
import { BrokerError, type ControlRequest } from '../brokers/broker';
import { createReplayBroker } from '../brokers/replay';
import { pauseAgain, pauseQueue, resumeQueue, type PauseContext } from './pause-queue';

const NOW = 1_800_000_000;
const by = { actor: 'ada', address: '127.0.0.1' };
const ask = { ...by, queue: 'mail', isHeld: false, reason: 'SMTP is down' };

/** Two workers of `mail`, one of something else; `silent` ones do not answer. */
function cluster(silent: readonly string[] = [], isDown = false) {
  const workers: WorkerView[] = ['w1', 'w2'].map((name) => workerView(name, { queues: ['mail', 'other'], pid: 7 }));
  workers.push(workerView('w3', { queues: ['other'], pid: 7 }));
  const sent: Pick<ControlRequest, 'method' | 'arguments' | 'destination'>[] = [];
  const actions: Action[] = [];
  const pauses = new Map<string, QueuePause>();
  const context: PauseContext = {
    broker: {
      ...createReplayBroker({ file: 'none' }),
      control({ method, arguments: given, destination }) {
        if (isDown) return Promise.reject(new BrokerError('ECONNREFUSED', 'away'));
        sent.push({ method, arguments: given, destination });
        const answering = (destination ?? []).filter((name) => !silent.includes(name));
        for (const [index, worker] of workers.entries()) {
          if (!answering.includes(worker.hostname)) continue;
          const others = (worker.queues ?? []).filter((queue) => queue !== 'mail');
          workers[index] = { ...worker, queues: method === 'cancel_consumer' ? others : [...others, 'mail'] };
        }
        return Promise.resolve(answering.map((hostname) => ({ hostname, reply: { ok: 'done' }, ms: 1 })));
      },
    },
    backend: () => null,
    task: () => null,
    held: () => null,
    masker: NO_MASKER,
    liveWorkers: () => workers.map(({ hostname }) => hostname),
    now: () => NOW,
    published: () => undefined,
    record: (action) => void actions.push(action),
    note: () => undefined,
    workers: () => workers,
    toldQueues: { readAt: () => NOW + 30 },
    queueNames: () => ['mail', 'other', 'empty'],
    pauses: {
      of: (queue) => pauses.get(queue) ?? null,
      count: () => pauses.size,
      put: (pause) => void pauses.set(pause.id, pause),
      end: (queue) => void pauses.delete(queue),
    },
    askQueues: () => undefined,
  };
  return { context, workers, sent, actions, pauses };
}

const outcomes = (answers: readonly ActionAnswer[]) => answers.map(({ from, outcome }) => [from, outcome]);

describe('a pause', () => {
  it('tells the workers of the queue and nobody else, and is remembered with who asked and why', async () => {
    const { context, sent, actions, pauses } = cluster();
    const { answers } = await pauseQueue(context, ask);
    expect(sent).toEqual([{ method: 'cancel_consumer', arguments: { queue: 'mail' }, destination: ['w1', 'w2'] }]);
    expect(outcomes(answers)).toEqual([
      ['w1', 'ok'],
      ['w2', 'ok'],
    ]);
    expect(pauses.get('mail')).toMatchObject({ actor: 'ada', reason: 'SMTP is down', isHeld: false });
    expect(actions).toMatchObject([
      { name: 'pause-queue', outcome: 'done', actor: 'ada', subject: { kind: 'queue', id: 'mail' } },
    ]);
  });

  it('stands for all though one worker does not answer, which is told', async () => {
    const { context, actions, pauses } = cluster(['w2']);
    await pauseQueue(context, ask);
    expect(actions).toMatchObject([{ outcome: 'partial', summary: expect.stringContaining('1 of 2') as string }]);
    expect(pauses.get('mail')?.told).toMatchObject([{ outcome: 'ok' }, { hostname: 'w2', outcome: 'no-reply' }]);
  });

  it('of a queue that nobody takes from is refused, unless workers that start later are meant', async () => {
    const { context, pauses } = cluster();
    await expect(pauseQueue(context, { ...ask, queue: 'empty' })).rejects.toMatchObject({ code: 'no_consumer' });
    await expect(pauseQueue(context, { ...ask, queue: 'typo' })).rejects.toMatchObject({ code: 'queue_unknown' });
    expect(pauses.size).toBe(0);
    await pauseQueue(context, { ...ask, queue: 'empty', isHeld: true });
    expect(pauses.get('empty')).toMatchObject({ isHeld: true, told: [] });
  });

  it('that could not be sent does not stand', async () => {
    const { context, pauses } = cluster([], true);
    await expect(pauseQueue(context, ask)).rejects.toMatchObject({ code: 'broker_unavailable', status: 503 });
    expect(pauses.size).toBe(0);
  });

  it('that is asked for again keeps who asked first, and tells those that take from it', async () => {
    const { context, workers, sent, pauses } = cluster();
    await pauseQueue(context, ask);
    workers[0] = workerView('w1', { queues: ['mail'], pid: 8 });
    await pauseQueue(context, { ...ask, actor: 'bob', isHeld: true, reason: undefined });
    expect(sent.at(-1)?.destination).toEqual(['w1']);
    expect(pauses.get('mail')).toMatchObject({ actor: 'ada', reason: 'SMTP is down', isHeld: true });
  });

  it('is put into force again for those that take from the queue all the same, by ourselves', async () => {
    const { context, workers, sent, actions, pauses } = cluster();
    await pauseQueue(context, { ...ask, isHeld: true });
    workers[1] = workerView('w2', { queues: ['mail'], pid: 8 });
    const pause = pauses.get('mail');
    if (pause !== undefined) await pauseAgain(context, pause);
    expect(sent.at(-1)).toMatchObject({ method: 'cancel_consumer', destination: ['w2'] });
    expect(actions.at(-1)).toMatchObject({
      name: 'pause-again',
      actor: 'celeryscope',
      reason: 'paused by ada: SMTP is down',
    });
    expect(pauses.get('mail')?.told).toContainEqual({ hostname: 'w2', pid: 8, at: NOW, outcome: 'ok' });
  });
});

describe('a resume', () => {
  it('tells those that were stopped, and ends the pause', async () => {
    const { context, sent, pauses } = cluster();
    await pauseQueue(context, ask);
    const { answers } = await resumeQueue(context, { ...by, queue: 'mail' });
    expect(sent.at(-1)).toEqual({ method: 'add_consumer', arguments: { queue: 'mail' }, destination: ['w1', 'w2'] });
    expect(answers).toHaveLength(2);
    expect(pauses.size).toBe(0);
  });

  it('leaves a worker alone that was started since: its own settings say what it takes', async () => {
    const { context, workers, sent } = cluster();
    await pauseQueue(context, ask);
    workers[0] = workerView('w1', { queues: [], pid: 8 });
    await resumeQueue(context, { ...by, queue: 'mail' });
    expect(sent.at(-1)?.destination).toEqual(['w2']);
  });

  it('ends the pause without a word when nobody is left who was told', async () => {
    const { context, workers, sent, actions, pauses } = cluster();
    await pauseQueue(context, ask);
    workers.length = 0;
    await resumeQueue(context, { ...by, queue: 'mail' });
    expect(sent).toHaveLength(1);
    expect(actions.at(-1)).toMatchObject({ outcome: 'done' });
    expect(pauses.size).toBe(0);
  });

  it('stands open for those that do not answer, and stops nobody for it', async () => {
    const silent: string[] = [];
    const { context, pauses } = cluster(silent);
    await pauseQueue(context, { ...ask, isHeld: true });
    silent.push('w2');
    await resumeQueue(context, { ...by, queue: 'mail' });
    expect(pauses.get('mail')).toMatchObject({ isHeld: false, told: [{ hostname: 'w2' }] });
    silent.pop();
    await resumeQueue(context, { ...by, queue: 'mail' });
    expect(pauses.size).toBe(0);
  });

  it('of a queue that is not paused is refused', async () => {
    const { context, sent } = cluster();
    await expect(resumeQueue(context, { ...by, queue: 'mail' })).rejects.toMatchObject({ code: 'not_paused' });
    expect(sent).toEqual([]);
  });
});
