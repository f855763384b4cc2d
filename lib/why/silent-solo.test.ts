import { describe, expect, it } from 'vitest';
import type { Task } from '../cluster/task';
import type { WorkerView } from '../cluster/worker';
import { renderMessage } from '../i18n/render';
import { workerView } from '../workers/worker.fixture';
import { explainTask } from './explain';
import type { TaskPlace } from './facts';
import { factsOf, heldTask, NOW, NOWHERE, placeOf, UNACKED, waitingTask } from './why.fixture';

const silent = { status: 'unknown', statusSince: NOW - 40, lastHeartbeatAt: NOW - 40, active: null } as const;

function explain(worker: Partial<WorkerView>, task: Task = waitingTask(), place: Partial<TaskPlace> = {}) {
  const why = explainTask(factsOf(task, { place: placeOf(place), workers: [workerView('w1', worker)] }));
  return { ...why, text: renderMessage(why.sentence) };
}

describe('a silent solo pool', () => {
  it('works as far as is known, whether the task waits, is with it, or is the one it runs', () => {
    const solo = { ...silent, pool: 'solo' };
    const cases = [
      [explain(solo), 'w1 should take it and is silent since'],
      [explain(solo, heldTask('w1'), { message: UNACKED }), 'w1 has it and is silent since'],
      [explain(solo, waitingTask(), { message: UNACKED }), 'w1 has it and is silent since'],
      [explain(solo, waitingTask(), { message: NOWHERE }), 'w1 likely runs it'],
    ] as const;
    for (const [why, words] of cases) {
      expect(why).toMatchObject({ verdict: 'slots-busy', isProblem: false, advice: null });
      expect(why.text).toContain(words);
      expect(why.text).toContain('solo pool, it answers nothing while it runs');
      expect(why.checked.filter(({ holds }) => holds === 'yes').map(({ verdict }) => verdict)).not.toContain('lost');
    }
  });

  it('is heard for a moment between two tasks, and takes nothing only when it goes on to beat', () => {
    const between = { pool: 'solo', status: 'not-consuming', statusSince: null } as const;
    expect(explain({ ...between, lastHeartbeatAt: NOW - 6 }).verdict).toBe('slots-busy');
    expect(explain({ ...between, lastHeartbeatAt: NOW - 1 }).verdict).toBe('not-consuming');
  });

  it('excuses no other pool, and advises nobody to restart what may still run', () => {
    const why = explain(silent);
    expect(why).toMatchObject({ verdict: 'not-consuming', isProblem: true });
    expect(why.advice === null ? '' : renderMessage(why.advice.text)).toMatch(/^Look at the process of w1/);
  });
});
