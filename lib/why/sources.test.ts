import { describe, expect, it } from 'vitest';
import { renderMessage } from '../i18n/render';
import type { Task } from '../cluster/task';
import type { WorkerView } from '../cluster/worker';
import { workerView } from '../workers/worker.fixture';
import { explainTask } from './explain';
import type { TaskPlace } from './facts';
import { factsOf, heldTask, NOW, placeOf, runningTask, UNACKED, waitingTask } from './why.fixture';

const goneAt = (hostname: string, at: number, told: Partial<WorkerView> = {}) =>
  workerView(hostname, { status: 'gone', statusSince: at, lastHeartbeatAt: at, lastReplyAt: at - 1, ...told });

function explain(task: Task, workers: readonly WorkerView[], place: Partial<TaskPlace> = { message: UNACKED }) {
  const why = explainTask(factsOf(task, { place: placeOf(place), workers, queue: null }));
  const evidence = why.evidence.map(({ claim, source, at }) => ({ text: renderMessage(claim), source, at }));
  return { ...why, text: renderMessage(why.sentence), evidence };
}

describe('what an explanation is taken from', () => {
  it('is the visibility timeout of a worker that is up, at the time of its answer', () => {
    const up = workerView('w2', { visibilityTimeoutSeconds: 3600, lastReplyAt: NOW - 7 });
    const told = explain(runningTask('w2'), [goneAt('w1', NOW - 900, { visibilityTimeoutSeconds: 184 }), up]);
    expect(told.evidence.find(({ source }) => source === 'inspect stats')).toMatchObject({
      text: expect.stringContaining('told, by w2') as string,
      at: NOW - 7,
    });
  });

  it('is what a worker that left told, at that time, only while none is up', () => {
    const gone = goneAt('w1', NOW - 20, { visibilityTimeoutSeconds: 184 });
    const told = explain(heldTask('w1'), [gone]);
    expect(told.evidence.find(({ source }) => source === 'inspect stats')).toMatchObject({ at: NOW - 21 });
  });

  it('names the consumer that was there last', () => {
    const workers = [goneAt('w1', NOW - 900), goneAt('w2', NOW - 30), goneAt('w3', NOW - 500)];
    const { verdict, evidence } = explain(waitingTask(), workers, {});
    expect(verdict).toBe('no-consumer');
    expect(evidence.map(({ text }) => text).join()).toContain('w2 consumed it and is gone since');
  });

  it('lets nobody give a run back while no worker is up', () => {
    expect(explain(runningTask('w1'), [goneAt('w1', NOW - 30)]).text).toMatch(
      /comes back after .*, but only when a worker starts, and none is up\.$/,
    );
    expect(explain(runningTask('w1'), [goneAt('w1', NOW - 30), workerView('w2')]).text).toContain('gives it out again');
  });

  it('says of a run that its worker is silent', () => {
    const silent = workerView('w1', { status: 'unknown', statusSince: NOW - 14, lastHeartbeatAt: NOW - 14 });
    const { verdict, text, evidence } = explain(runningTask('w1'), [silent]);
    expect(verdict).toBe('running');
    expect(text).toContain('Whether it still runs is not known: w1 is silent');
    expect(evidence.map(({ text: claim }) => claim).join()).toContain('the last heartbeat of w1 came at');
  });
});
