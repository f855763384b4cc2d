import { describe, expect, it } from 'vitest';
import { renderMessage } from '../i18n/render';
import { queueView } from '../queues/queue.fixture';
import { workerView } from '../workers/worker.fixture';
import { explainTask } from './explain';
import type { TaskFacts } from './facts';
import { factsOf, NOW, placeOf, waitingTask } from './why.fixture';

const exception = "NotRegistered('shop.mail')";
const failed = waitingTask({ state: 'FAILURE', worker: 'w1', endedAt: NOW - 5, exception });

function explain(told: Partial<TaskFacts>, task = failed) {
  const why = explainTask(factsOf(task, told));
  return { ...why, text: renderMessage(why.sentence), texts: why.evidence.map(({ claim }) => renderMessage(claim)) };
}

describe('a task that its worker did not know', () => {
  it('failed for a reason of its own, with who knows it', () => {
    const workers = [workerView('w1'), workerView('w2')];
    const registered = ['w1', 'w2'].map((worker) => ({ worker, knows: false, rateLimit: null }));
    const nobody = explain({ workers, place: placeOf({ registered }) });
    expect(nobody).toMatchObject({ verdict: 'unknown-task', isProblem: true });
    expect(nobody.text).toContain('w1 threw it away at');
    expect(nobody.text).toMatch(/does not know shop\.mail\. None of the 2 live workers knows it\.$/);
    expect(nobody.advice === null ? '' : renderMessage(nobody.advice.text)).toContain('Deploy the code of shop.mail');
    const some = [...registered.slice(0, 1), { worker: 'w2', knows: true, rateLimit: null }];
    expect(explain({ workers, place: placeOf({ registered: some }) }).text).toMatch(/w2 knows it\.$/);
    expect(explain({ workers, place: null }).text).toContain('was not told');
  });

  it('is named by its error where nothing else names it, and is no other failure', () => {
    expect(explain({}, { ...failed, name: null }).text).toContain('does not know shop.mail');
    for (const other of ["ValueError('NotRegistered')", "NotRegisteredYet('ada')"])
      expect(explain({}, { ...failed, exceptionType: null, exception: other }).verdict).toBe('ended');
  });
});

describe('a place in line', () => {
  it('is no time to wait where too few were taken in the last minute', () => {
    const at = (perMinute: number) =>
      explain({ queue: queueView('mail', { ready: 300, consumers: 1, outPerSecond: perMinute / 60 }) }, waitingTask());
    expect(at(1).text).toContain('number 4 in line');
    expect(at(1).text).not.toContain('at the present rate');
    expect(at(1).texts).toContain('workers take 1 a minute from mail');
    expect(at(5).text).toContain('at the present rate');
  });
});
