import { describe, expect, it } from 'vitest';
import type { Task } from '../cluster/task';
import { renderMessage } from '../i18n/render';
import { explainTask } from './explain';
import type { TaskFacts } from './facts';
import { factsOf, NOW, NOWHERE, placeOf, waitingTask } from './why.fixture';

const vanished = { state: 'UNKNOWN', stateReason: 'not-in-broker', updatedAt: NOW - 3 } as const;

function explain(task: Partial<Task> = {}, told: Partial<TaskFacts> = {}) {
  const why = explainTask(factsOf(waitingTask(task), { place: placeOf({ message: NOWHERE }), ...told }));
  return { ...why, text: renderMessage(why.sentence), sources: why.evidence.map(({ source }) => source) };
}

describe('a task whose message is nowhere', () => {
  it('is lost as soon as that is noted, and its state comes from no event', () => {
    const { verdict, text, sources } = explain(vanished);
    expect(verdict).toBe('lost');
    expect(text).toContain('in no queue, not among the delivered messages, and no worker names it');
    expect(sources).toContain('reconciliation');
    expect(sources).not.toContain('task events');
  });

  it('waits for no worker to start, though none consumes its queue', () => {
    expect(explain({}, { workers: [] }).verdict).toBe('lost');
    expect(explain({}, { workers: [], queue: null, place: placeOf() }).verdict).toBe('no-consumer');
  });
});
