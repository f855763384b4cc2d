import { describe, expect, it } from 'vitest';
import type { QueueView } from '../cluster/queue';
import type { Task } from '../cluster/task';
import type { WorkerView } from '../cluster/worker';
import { renderMessage } from '../i18n/render';
import { explainTask, type Surroundings } from './why';

const NOW = 1_800_000_000;
const waiting = {
  uuid: 'u',
  state: 'SENT',
  queue: 'mail',
  worker: null,
  eta: null,
  updatedAt: NOW - 60,
  startedAt: null,
  endedAt: null,
};
const mail = { name: 'mail', ready: 4, consumers: 2, slots: 8, freeSlots: 3, readAt: NOW - 1 };
const busy = {
  hostname: 'w1',
  status: 'saturated',
  queues: ['mail'],
  active: 4,
  concurrency: 4,
  reserved: 7,
  lastHeartbeatAt: NOW - 1,
  lastReplyAt: NOW - 2,
  firstSeenAt: NOW - 100,
};

function explain(
  task: Partial<Task>,
  around: { queue?: Partial<QueueView> | null; workers?: Partial<WorkerView>[] } = {},
) {
  const surroundings = {
    now: NOW,
    readAt: NOW - 1,
    queue: around.queue === null ? null : { ...mail, ...around.queue },
    workers: (around.workers ?? []).map((changes) => ({ ...busy, ...changes })),
  };
  // Only the fields that the rules read: a test names what matters to it.
  const why = explainTask({ ...waiting, ...task } as unknown as Task, surroundings as unknown as Surroundings);
  const texts = [why.sentence, ...why.evidence.map(({ claim }) => claim), ...(why.advice === null ? [] : [why.advice])];
  return {
    ...why,
    text: renderMessage(why.sentence),
    keys: texts.map(({ key }) => key),
    rendered: texts.map((text) => renderMessage(text)),
  };
}

describe('explainTask', () => {
  it.each<[string, Partial<Task>, Parameters<typeof explain>[1], string]>([
    ['ended', { state: 'FAILURE', endedAt: NOW - 5 }, {}, 'FAILURE'],
    ['running', { state: 'STARTED', worker: 'w1', startedAt: NOW - 5 }, {}, 'w1'],
    ['scheduled', { eta: NOW + 60 }, { queue: { consumers: 0 } }, 'waits for its time'],
    ['scheduled', { state: 'RECEIVED', worker: 'w1', eta: NOW + 60 }, { workers: [{}] }, 'waits for its time'],
    ['no-consumer', {}, { queue: { consumers: 0 } }, 'No worker consumes mail'],
    ['slots-busy', {}, { queue: { freeSlots: 0 } }, 'All 8 slots'],
    ['queued', { eta: NOW - 60 }, {}, 'not yet received'],
    ['prefetched', { state: 'RECEIVED', worker: 'w1' }, { workers: [{}] }, 'w1 holds it'],
    ['worker-gone', { state: 'RECEIVED', worker: 'w1' }, { workers: [{ status: 'gone' }] }, 'gone'],
    ['unknown', {}, { queue: null }, 'Not known'],
    ['unknown', { queue: null }, {}, 'Not known'],
  ])('says %s of %j', (verdict, task, around, text) => {
    const why = explain(task, around);
    expect({ verdict: why.verdict, text: why.text }).toEqual({
      verdict,
      text: expect.stringContaining(text) as string,
    });
  });

  it('names the worker with a free slot while another holds the task, and what to change', () => {
    const why = explain(
      { state: 'RECEIVED', worker: 'w1' },
      {
        workers: [
          {},
          { hostname: 'w2', active: 1 },
          { hostname: 'w3', active: 0, queues: ['video'] },
          { hostname: 'w4', active: 0, status: 'gone' },
        ],
      },
    );
    expect(why.text).toContain('while w2 has a free slot');
    expect(why.advice).not.toBeNull();
    expect(JSON.stringify(why.evidence)).not.toMatch(/w3|w4/);
  });

  it('claims nothing of a queue that the broker can’t count', () => {
    const why = explain({}, { queue: { ready: null, consumers: null, freeSlots: null, slots: null } });
    expect(why.verdict).toBe('queued');
    expect(why.evidence).toHaveLength(1);
  });

  it('has a text for each of its messages', () => {
    const cases = [
      explain({ state: 'SUCCESS' }),
      explain({ state: 'RECEIVED', worker: 'w1' }, { workers: [{}, { hostname: 'w2', active: 0 }] }),
      explain({ state: 'RECEIVED', worker: 'w1' }, { workers: [{ status: 'gone' }] }),
      explain({}, { queue: { consumers: 0 } }),
      explain({}, { queue: { freeSlots: 0 } }),
    ];
    for (const why of cases) {
      for (const [index, text] of why.rendered.entries()) expect(text).not.toBe(why.keys[index]);
    }
  });
});
