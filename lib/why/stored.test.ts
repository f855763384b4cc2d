import { describe, expect, it } from 'vitest';
import { renderMessage } from '../i18n/render';
import { workerView } from '../workers/worker.fixture';
import { explainTask } from './explain';
import type { TaskPlace } from './facts';
import { failedPartOf, toStoredSight } from './stored-sight';
import {
  factsOf,
  heldTask,
  NOW,
  NOWHERE,
  placeOf,
  runningTask,
  UNACKED,
  unseenFacts,
  waitingTask,
} from './why.fixture';

const revoked = { status: 'REVOKED', endedAt: NOW - 30, failure: null };
const success = { status: 'SUCCESS', endedAt: NOW - 5, failure: null };

function explain(task = waitingTask(), place: Partial<TaskPlace> = {}, worker = workerView('w1')) {
  const why = explainTask(factsOf(task, { place: placeOf(place), workers: [worker] }));
  return { ...why, text: renderMessage(why.sentence), texts: why.evidence.map(({ claim }) => renderMessage(claim)) };
}

describe('what a result backend says of a task', () => {
  it('ends no run by REVOKED: a revoke without terminate lets it go on', () => {
    const { verdict, text, texts } = explain(runningTask('w1'), { message: NOWHERE, stored: revoked });
    expect(verdict).toBe('running');
    expect(text).toContain('It was revoked, which ends no run');
    expect(texts.join()).toContain('the result backend took note of its revoke at');
  });

  it('takes REVOKED for a revoke while the message waits, in its queue or with a worker for its time', () => {
    expect(explain(waitingTask(), { stored: revoked }).verdict).toBe('revoked');
    const eta = explain(heldTask('w1', { eta: NOW + 900 }), { message: UNACKED, stored: revoked });
    expect(eta).toMatchObject({ verdict: 'revoked', isProblem: false });
    expect(eta.text).toContain('as the result backend tells');
  });

  it('takes REVOKED for an end where the message is nowhere and nobody holds it', () => {
    expect(explain(waitingTask(), { message: NOWHERE, stored: revoked }).verdict).toBe('finished-unseen');
  });

  it('does not say to enable events of a worker that sends them, and says what else is known', () => {
    const silent = workerView('w1', { status: 'unknown', statusSince: NOW - 20 });
    const { verdict, advice, texts } = explain(runningTask('w1'), { message: NOWHERE, stored: success }, silent);
    expect({ verdict, advice }).toEqual({ verdict: 'finished-unseen', advice: null });
    expect(texts).toEqual(expect.arrayContaining(['w1 is silent', 'no event was missed since']));
    const mute = explain(runningTask('w1'), { stored: success }, workerView('w1', { taskEvents: false }));
    expect(mute.advice?.setting).toBe('worker_send_task_events = True');
  });

  it('holds nothing for lost or not seen of which a result is stored', () => {
    const { checked } = explain(waitingTask(), { message: NOWHERE, stored: success });
    expect(checked.filter(({ holds }) => holds === 'yes').map(({ verdict }) => verdict)).toEqual(['finished-unseen']);
  });
});

describe('the body of a chord of which a part failed', () => {
  const result = { exc_type: 'ChordError', exc_message: ["Dependency p1 raised ValueError('no stock')"] };
  const stored = toStoredSight({ status: 'FAILURE', doneAt: NOW - 5, result });

  it('was never sent, and the part is named with its error', () => {
    const why = explainTask(unseenFacts({ stored }));
    expect(why).toMatchObject({ verdict: 'chord-part-missing', isProblem: true });
    expect(renderMessage(why.sentence)).toContain("p1, a part of it, raised ValueError('no stock')");
    const yes = why.checked.filter(({ holds }) => holds === 'yes').map(({ verdict }) => verdict);
    expect(yes).toEqual(['chord-part-missing']);
  });

  it('is told from a body that ran and failed, and from an error of another shape', () => {
    const ran = runningTask('w1');
    expect(explain(ran, { message: NOWHERE, stored }).verdict).toBe('finished-unseen');
    for (const told of [null, { exc_type: 'ChordError' }, { ...result, exc_type: 'ValueError' }, { exc_type: 3 }])
      expect(failedPartOf(toStoredSight({ status: 'FAILURE', doneAt: null, result: told }))).toBeNull();
  });
});
