import { describe, expect, it } from 'vitest';
import { endDeliveries, putBackDeliveries } from '../cluster/correct-task';
import { withFact } from '../cluster/deliveries';
import { newTask } from '../cluster/reduce-task';
import type { Delivery, Task } from '../cluster/task';
import { renderMessage } from '../i18n/render';
import { workerView } from '../workers/worker.fixture';
import { duplicateExecution } from './duplicate-execution';
import { duplicateExpected } from './duplicate-expected';
import { delivery, NOW, put, record, seenBy, sight, textsOf, unackedSight } from './sight.fixture';
import { visibilityTimeoutMismatch } from './visibility-timeout-mismatch';

const HOUR = { visibilityTimeoutSeconds: 3600, pid: 100 };
const alpha = workerView('w1@alpha', HOUR);
const beta = workerView('w2@beta', { ...HOUR, pid: 200 });
const MARK = { at: NOW - 20, actor: 'ada', onWord: true };
const onBeta = delivery({ n: 2, worker: 'w2@beta', pid: 200, receivedAt: NOW - 15, startedAt: NOW - 15 });

/** The task ran on w1@alpha a minute ago, `first` tells how that stands, and runs on w2@beta. */
function twice(first: Partial<Delivery>) {
  const at = sight({
    workers: [alpha, beta],
    unacked: { at: NOW, truncated: false, entries: [unackedSight('a', NOW - 15, { redelivered: true })] },
  });
  record(at, 'w1@alpha', { pid: 100, lastSeenAt: NOW - 1 });
  record(at, 'w2@beta', { pid: 200, lastSeenAt: NOW - 1 });
  put(at, 'a', { state: 'STARTED', deliveries: [delivery({ startedAt: NOW - 60, ...first }), onBeta] });
  return at;
}

function newTaskOf(deliveries: readonly Delivery[]): Task {
  return { ...newTask('a', NOW - 60), deliveries };
}

describe('what was put back from here', () => {
  it('is the cause of its second run, with who did it and on whose word', () => {
    const [found] = seenBy(duplicateExecution, twice({ putBack: MARK }));
    if (found === undefined) throw new Error('it ran twice');
    expect(renderMessage(found.sentence)).toMatch(
      /at once on w1@alpha and w2@beta: ada put it back from Celeryscope at .*, saying that w1@alpha, which was silent, is dead/,
    );
    expect(found.advice.setting).toBeNull();
    expect(textsOf(found).join('\n')).not.toMatch(/shorter visibility timeout|reject_on_worker_lost|findings\./);
    const [sure] = seenBy(duplicateExecution, twice({ putBack: { ...MARK, onWord: false } }));
    expect(sure && renderMessage(sure.sentence)).not.toContain('silent');
  });

  it('is no sign of another client, and no copy to be expected', () => {
    const at = twice({ putBack: MARK });
    expect(seenBy(visibilityTimeoutMismatch, at)).toEqual([]);
    expect(seenBy(duplicateExpected, at)).toEqual([]);
    // Without the mark both are what it looks like.
    expect(seenBy(visibilityTimeoutMismatch, twice({}))).toHaveLength(1);
  });

  it('keeps its mark when the worker that was silent tells its end after all', () => {
    const [first] = putBackDeliveries(
      newTaskOf([delivery({ startedAt: NOW - 60 })]),
      MARK,
      ({ worker }) => worker === 'w1@alpha',
    ).deliveries;
    if (first === undefined) throw new Error('there is one');
    expect(first).toMatchObject({ outcome: 'REQUEUED', endedBy: 'reconciliation', putBack: MARK });
    const ended = withFact([first, onBeta], {
      kind: 'ended',
      at: NOW,
      worker: 'w1@alpha',
      pid: 100,
      outcome: 'SUCCESS',
      terminated: false,
      runtimeSeconds: 60,
      result: '1',
      exception: null,
    });
    expect(ended[0]).toMatchObject({ worker: 'w1@alpha', outcome: 'SUCCESS', putBack: MARK });
    expect(ended[1]).not.toHaveProperty('putBack');
  });
});

describe('what is only thought to wait again', () => {
  it('was not given back by its worker', () => {
    const soft = endDeliveries(
      newTaskOf([delivery({ startedAt: NOW - 60 })]),
      { outcome: 'REQUEUED', reason: 'requeued', at: NOW - 20 },
      () => true,
    ).deliveries[0];
    const [thought] = seenBy(duplicateExecution, twice({ ...soft }));
    expect(thought?.sentence.values['cause']).toBe('unknown');
    const [told] = seenBy(duplicateExecution, twice({ outcome: 'REQUEUED', endedAt: NOW - 20 }));
    expect(told?.sentence.values['cause']).toBe('given_back');
  });
});
