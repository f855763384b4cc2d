import { describe, expect, it } from 'vitest';
import { renderMessage } from '../i18n/render';
import { queueView } from '../queues/queue.fixture';
import { workerView } from '../workers/worker.fixture';
import { explainTask } from './explain';
import { withWaits } from './waits';
import { factsOf, heldTask, NOW, placeOf, waitingTask } from './why.fixture';

const pause = { at: NOW - 600, actor: 'ada', reason: null, isHeld: false, stopped: 1, takers: [], takerCount: 0 };
const queue = queueView('mail', { ready: 9, consumers: 0, consumerNames: [], pause });
const idle = workerView('w1', { queues: [] });

describe('a task in a paused queue', () => {
  it('waits for whoever paused it, not for want of a consumer', () => {
    const why = explainTask(factsOf(waitingTask(), { queue, workers: [idle] }));
    expect([why.verdict, why.isProblem]).toEqual(['paused', false]);
    expect(renderMessage(why.sentence)).toMatch(/^ada paused mail at .*[^:]\. It waits until the queue is resumed\.$/);
    expect(why.checked.find(({ verdict }) => verdict === 'no-consumer')?.holds).toBe('yes');
  });

  it('is told which workers take from it all the same', () => {
    const drifted = { ...queue, pause: { ...pause, takers: ['w1', 'w2'], takerCount: 2 } };
    const why = explainTask(factsOf(waitingTask(), { queue: drifted }));
    expect(why.evidence.map(({ claim }) => renderMessage(claim))).toContain(
      'w1 and another one take from it all the same',
    );
  });

  it('that a worker has fetched before is held by that worker', () => {
    expect(explainTask(factsOf(heldTask('w1'), { queue })).verdict).toBe('prefetched');
  });

  it('that lies in another queue than its sender told waits for that one', () => {
    const place = placeOf({ message: { in: 'queue', queue: 'other', priority: 0, ahead: 0 } });
    const other = queueView('other', { ready: 1, consumers: 1 });
    const facts = factsOf(waitingTask(), { place, queue: other, workers: [workerView('w1', { queues: ['other'] })] });
    expect(explainTask(facts).verdict).toBe('queued');
  });

  it('is told so in lists', () => {
    const row = { uuid: 'u', state: 'SENT', queue: 'mail', worker: null } as unknown as Parameters<
      typeof withWaits
    >[0][number];
    const [told] = withWaits([row], {
      workers: new Map([['w1', idle]]),
      queues: new Map([['mail', queue]]),
      revoked: new Map(),
    });
    expect(told?.waits == null ? '' : renderMessage(told.waits)).toBe('ada paused mail');
  });
});
