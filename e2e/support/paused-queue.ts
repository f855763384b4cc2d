import { expect } from 'vitest';
import type { QueueView } from '@/lib/cluster/queue';
import type { Climb } from './rung';
import type { Stage } from './stage';

type Pause = NonNullable<QueueView['pause']>;

/** Waits until the queue's pause is as `holds` says; null: it is not paused. */
async function untilPause(on: Stage, queue: string, holds: (pause: Pause | null) => boolean, why: string) {
  const { queues } = await on.program.until(
    'queues',
    '',
    (view) => {
      const found = view.queues.find(({ name }) => name === queue);
      return found !== undefined && holds(found.pause);
    },
    why,
  );
  return queues.find(({ name }) => name === queue)?.pause ?? null;
}

/** Pauses the queue of two workers, starts one anew, which takes from it again, and resumes it. */
export async function pauseAndResume(on: Stage, climb: Climb): Promise<void> {
  const queue = 'halted';
  const [first, other] = [await on.start('a@halt', [queue]), await on.start('b@halt', [queue, 'kept-on'])];
  const asked = await on.program.post(`/api/v1/queues/${queue}/pause`, { reason: 'SMTP is down' });
  expect(asked).toMatchObject({ status: 200, body: { answers: [{ outcome: 'ok' }, { outcome: 'ok' }] } });
  await untilPause(on, queue, (pause) => pause?.stopped === 2 && pause.takerCount === 0, 'the pause on both');
  const [uuid = ''] = await on.send(queue, 'scope.add', [1, 2]);
  const why = await climb.told(uuid);
  // What the paused workers take from besides goes on.
  const [elsewhere = ''] = await on.send('kept-on', 'scope.add', [1, 2]);
  await on.program.untilTask(elsewhere, ({ task }) => task.state === 'SUCCESS', 'the run from the other queue');
  climb.cause(() => {
    expect(why.isProblem).toBe(false);
    expect(why.sentence).toMatch(/^anonymous paused halted at .*: “SMTP is down”\. It waits until/);
    expect(why.evidence.map(({ claim }) => claim)).toContain('2 workers that were told take nothing from it');
  });
  // The wish holds though Celeryscope was started anew, and so does what it knows of the workers.
  await on.restart();
  await untilPause(on, queue, (pause) => pause?.stopped === 2 && pause.actor === 'anonymous', 'the pause as it was');
  expect((await on.program.get('task', uuid)).task.state).toBe('SENT');

  await on.program.post(`/api/v1/queues/${queue}/resume`);
  await untilPause(on, queue, (pause) => pause === null, 'the end of the pause');
  await on.program.untilTask(uuid, ({ task }) => task.state === 'SUCCESS', 'its run');
  await climb.past(uuid);

  await on.program.post(`/api/v1/queues/${queue}/pause`);
  await untilPause(on, queue, (pause) => pause?.stopped === 2, 'the second pause');
  await first.stop();
  const again = await on.start('a@halt', [queue]);
  const drifted = await untilPause(on, queue, (pause) => pause?.takerCount === 1, 'who takes from it all the same');
  expect(drifted).toMatchObject({ takers: ['a@halt'], stopped: 1, isHeld: false });
  const [taken = ''] = await on.send(queue, 'scope.add', [1, 2]);
  await on.program.untilTask(taken, ({ task }) => task.worker === 'a@halt' && task.state === 'SUCCESS', 'its run');

  // From now on whoever takes from it is told again.
  await on.program.post(`/api/v1/queues/${queue}/pause`, { again: true });
  await untilPause(on, queue, (pause) => pause?.isHeld === true && pause.takerCount === 0, 'the pause that is held');
  await again.stop();
  const third = await on.start('a@halt', [queue]);
  const { actions } = await on.program.until(
    'actions',
    '',
    (view) => view.actions.some(({ name }) => name === 'pause-again'),
    'the pause that is told again',
  );
  expect(actions.find(({ name }) => name === 'pause-again')).toMatchObject({
    actor: 'celeryscope',
    outcome: 'done',
    subject: { kind: 'queue', id: queue },
    answers: [{ from: 'a@halt', outcome: 'ok' }],
  });
  await untilPause(on, queue, (pause) => pause?.takerCount === 0 && pause.stopped === 2, 'the pause on both again');
  const findings = await on.program.findings('all');
  expect(findings.filter(({ subject }) => subject.kind === 'queue').map(({ sentence }) => sentence)).toEqual([]);
  await on.program.post(`/api/v1/queues/${queue}/resume`);
  await untilPause(on, queue, (pause) => pause === null, 'the end of the pause');
  await Promise.all([third.stop(), other.stop()]);
}
