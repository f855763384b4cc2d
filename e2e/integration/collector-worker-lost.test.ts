import { writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { sendTasks, type CeleryWorker } from '../support/celery-worker';
import { stage } from '../support/stage';

const on = stage();

function start(name: string, visibilitySeconds: number): Promise<CeleryWorker> {
  const settings = { broker_transport_options: { visibility_timeout: visibilitySeconds } };
  return on.start(name, ['celery'], { concurrency: 2, settings });
}

it('shows a killed worker as gone; what it ran is lost, or kept for who comes next where it was to be acknowledged late', async () => {
  const victim = await start('victim@alpha', 3600);
  const gate = on.path('gate');
  const [early = '', late = ''] = await sendTasks(on.brokerUrl, [
    { name: 'scope.nap', args: [3600] },
    { name: 'scope.late_until', args: [gate] },
  ]);
  for (const uuid of [early, late]) await on.program.untilTask(uuid, (t) => t.task.state === 'STARTED', 'its start');
  await victim.kill();
  const gone = await on.program.until('worker', 'victim@alpha', (w) => w.status === 'gone', 'that it is gone');
  expect(gone.statusReason).toBe('no-reply');
  const lost = await on.program.untilTask(early, (t) => t.task.state === 'LOST', 'that it is lost');
  expect(lost.task.stateReason).toBe('worker-lost');
  const kept = await on.program.untilTask(late, (t) => t.task.stateReason !== null, 'what becomes of it');
  expect(kept.task).toMatchObject({ state: 'STARTED', stateReason: 'held-by-gone-worker' });
  expect((await on.program.get('status')).collector).toMatchObject({ workersUp: 0, slots: 0 });

  // kombu gives unacknowledged messages out again when their time is over, at the latest when a worker starts.
  writeFileSync(gate, '');
  await start('next@beta', 1);
  const again = await on.program.untilTask(
    late,
    (t) => t.task.state === 'SUCCESS' && t.findings.some(({ detector }) => detector === 'duplicate-execution'),
    'its second run, and the finding',
  );
  expect(again.task).toMatchObject({ worker: 'next@beta', stateReason: null });
  expect(again.deliveries.map(({ worker }) => worker)).toEqual(['victim@alpha', 'next@beta']);
  const finding = again.findings.find(({ detector }) => detector === 'duplicate-execution');
  expect(finding).toMatchObject({ detector: 'duplicate-execution', severity: 'warning' });
  expect(finding?.sentence).toContain('victim@alpha was lost while it ran');
  expect((await on.program.get('task', early)).task.state).toBe('LOST');
});
