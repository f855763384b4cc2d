import { describe, expect, it } from 'vitest';
import { renderMessage } from '../i18n/render';
import type { Task } from '../cluster/task';
import { workerView } from '../workers/worker.fixture';
import { explainTask } from './explain';
import type { TaskFacts } from './facts';
import { factsOf, heldTask, NOW, NOWHERE, placeOf, UNACKED, waitingTask } from './why.fixture';

const gone = workerView('w1', { status: 'gone', statusSince: NOW - 20, lastHeartbeatAt: NOW - 25 });

function explain(task: Task, told: Partial<TaskFacts> = {}) {
  const why = explainTask(factsOf(task, { place: placeOf({ message: UNACKED }), ...told }));
  return { ...why, text: renderMessage(why.sentence), texts: why.evidence.map(({ claim }) => renderMessage(claim)) };
}

describe('a task that waits for its time', () => {
  it('is held by nobody when its worker is gone, comes back once, and waits on', () => {
    const { verdict, isProblem, text, texts } = explain(heldTask('w1', { eta: NOW + 7200 }), {
      workers: [gone, workerView('w2', { visibilityTimeoutSeconds: 3600 })],
    });
    expect({ verdict, isProblem }).toEqual({ verdict: 'worker-gone', isProblem: true });
    expect(text).toMatch(/^w1 took it and is gone; the broker gives it out again at .*, and it waits on for its time/);
    expect(texts.join()).not.toContain('holds it until');
  });

  it('comes late, or never, when its message comes back after its time or its expiry', () => {
    const workers = [gone, workerView('w2', { visibilityTimeoutSeconds: 3600 })];
    expect(explain(heldTask('w1', { eta: NOW + 900 }), { workers }).text).toContain('later than its time');
    const { text } = explain(heldTask('w1', { eta: NOW + 900, expires: NOW + 1000 }), { workers });
    expect(text).toMatch(/It expires before that, at .*, and will not run\.$/);
  });

  it('never runs when it expires before its time, wherever it is', () => {
    for (const task of [waitingTask(), heldTask('w1')]) {
      const { verdict, isProblem, text, advice } = explain({ ...task, eta: NOW + 840, expires: NOW + 240 });
      expect({ verdict, isProblem }).toEqual({ verdict: 'expired', isProblem: true });
      expect(text).toMatch(/^It will never run: it expires at .*, before its time/);
      expect(advice).not.toBeNull();
    }
    expect(explain(heldTask('w1', { eta: NOW + 240, expires: NOW + 840 })).verdict).toBe('scheduled');
  });

  it('says of an expired message that is nowhere nothing of a worker that receives it', () => {
    const { verdict, text } = explain(waitingTask({ expires: NOW - 5 }), { place: placeOf({ message: NOWHERE }) });
    expect(verdict).toBe('expired');
    expect(text).toContain('in no queue and with no worker: it will not run');
  });
});
