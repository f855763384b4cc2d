import { describe, expect, it } from 'vitest';
import type { TaskRow } from '../api/views';
import type { WorkerView } from '../cluster/worker';
import { renderMessage } from '../i18n/render';
import { queueView } from '../queues/queue.fixture';
import { taskRow } from '../tasks/task-row.fixture';
import { workerView } from '../workers/worker.fixture';
import { withWaits } from './waits';

const busy = { status: 'saturated', active: 4, reserved: 7 } as const;

function waits(row: Partial<TaskRow>, workers: readonly WorkerView[], queue = queueView('mail')): string | null {
  const around = {
    workers: new Map(workers.map((worker) => [worker.hostname, worker])),
    queues: new Map([[queue.name, queue]]),
    revoked: new Map([
      ['here', null],
      ['elsewhere', 'w1'],
    ]),
  };
  const [told] = withWaits([taskRow({ uuid: 'a', worker: null, ...row })], around);
  return told?.waits === undefined ? null : renderMessage(told.waits);
}

describe('what keeps the rows of a list', () => {
  it.each<[string, Partial<TaskRow>, readonly WorkerView[], string | null]>([
    ['a revoke', { uuid: 'here', state: 'SENT' }, [], 'Revoked from here; not dropped yet'],
    ['a revoke that a worker told', { uuid: 'elsewhere', state: 'RETRY' }, [], 'Revoked elsewhere; not dropped yet'],
    ['a revoke of what runs', { uuid: 'here', state: 'STARTED' }, [], null],
    ['a retry', { state: 'RETRY', worker: 'w1' }, [workerView('w1', { status: 'gone' })], null],
    ['a queue nobody consumes', { state: 'SENT', queue: 'video' }, [workerView('w1')], 'No worker consumes video'],
    ['a typo', { state: 'SENT', queue: 'mails' }, [workerView('w1')], 'No worker consumes mails: mail was meant?'],
    [
      'consumers that sleep',
      { state: 'SENT' },
      [workerView('w1', { status: 'unknown' })],
      'w1 should take it and does nothing',
    ],
    ['a line that moves', { state: 'SENT' }, [workerView('w1')], null],
    [
      'a gone worker',
      { state: 'RECEIVED', worker: 'w1' },
      [workerView('w1', { status: 'gone' })],
      'w1 took it and is gone',
    ],
    [
      'a silent worker',
      { state: 'RECEIVED', worker: 'w1' },
      [workerView('w1', { status: 'unknown' })],
      'w1 took it and is silent',
    ],
    [
      'a hoard',
      { state: 'RECEIVED', worker: 'w1' },
      [workerView('w1', busy), workerView('w2', { active: 1 })],
      'w1 holds it while w2 has a free slot',
    ],
    [
      'a full worker like all',
      { state: 'RECEIVED', worker: 'w1' },
      [workerView('w1', busy), workerView('w2', busy)],
      null,
    ],
    ['a worker nobody knows', { state: 'RECEIVED', worker: 'w9' }, [workerView('w1')], null],
    [
      'a consumer that has not told its queues',
      { state: 'SENT', queue: 'video' },
      [workerView('w1', { queues: null })],
      null,
    ],
    ['a start, when nobody is known', { state: 'SENT' }, [], null],
    ['a run', { state: 'STARTED', worker: 'w1' }, [workerView('w1', { status: 'gone' })], null],
  ])('tells of %s', (_title, row, workers, text) => {
    expect(waits(row, workers)).toBe(text);
  });

  it('tells of slots that are all busy', () => {
    const full = queueView('mail', { slots: 4, freeSlots: 0 });
    expect(waits({ state: 'SENT' }, [workerView('w1', busy)], full)).toBe('All 4 slots of mail are busy');
  });
});
