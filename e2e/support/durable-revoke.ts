import { expect } from 'vitest';
import type { Action } from '@/lib/cluster/action';
import { waitFor } from './redis-server';
import type { Climb } from './rung';
import type { Stage } from './stage';

/**
 * In how many seconds the task is to run. Its worker, and Celeryscope, must have been started anew by then, also on a busy
 * machine: a task whose time has come is begun before anybody can be told.
 */
const COUNTDOWN = 45;

/**
 * Revokes a task that the only worker holds until its time, and starts that worker anew: the new one is told, and throws
 * the task away when its time comes. With `restart` Celeryscope is started anew meanwhile.
 */
export async function keepRevoke(
  on: Stage,
  climb: Climb,
  restart: boolean,
  settings: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const queue = restart ? 'kept-twice' : 'kept';
  const name = `${queue}@alpha`;
  const first = await on.start(name, [queue], { settings });
  const [uuid = ''] = await on.send(queue, 'scope.add', [1, 2], { countdown: COUNTDOWN });
  await on.program.untilTask(uuid, ({ task }) => task.state === 'RECEIVED', 'its receipt');
  await on.program.post(`/api/v1/tasks/${uuid}/revoke`, { reason: 'wrong customer' });
  await on.program.action('done', uuid);
  await first.stop();
  if (restart) await on.restart();
  const second = await on.start(name, [queue], { settings });
  const { timeline } = await on.program.untilTask(
    uuid,
    (view) => view.timeline.some(({ text }) => text.includes('sent again')),
    'the revoke that is sent again',
  );
  const knows = `${name} knows it`;
  const why = await climb.told(uuid, ({ evidence }) => evidence.some(({ claim }) => claim === knows));
  const isAgain = (action: Action): boolean => action.name === 'revoke-again' && action.subject.id === uuid;
  const { actions } = await on.program.until('actions', '', (view) => view.actions.some(isAgain), 'its entry');
  climb.cause(() => {
    expect(timeline.map(({ text }) => text)).toContainEqual(
      `Revoke of anonymous sent again to ${name}: 1 of 1 took note`,
    );
    expect(actions.find(isAgain)).toMatchObject({
      actor: 'celeryscope',
      outcome: 'done',
      reason: expect.stringMatching(/^revoked by anonymous at .*: wrong customer$/) as string,
      answers: [{ from: name, outcome: 'ok' }],
    });
    expect(why.isProblem).toBe(false);
    expect(why.sentence).toMatch(/^anonymous revoked it at .*: a worker that receives it throws it away\.$/);
    expect(why.evidence.map(({ claim }) => claim)).toContain(knows);
  });
  const { task } = await on.program.untilTask(uuid, (view) => view.task.endedAt !== null, 'its end');
  expect(task).toMatchObject({ state: 'REVOKED', startedAt: null });
  await climb.past(uuid);
  await second.stop();
  const untold = () => on.program.request(`/api/v1/tasks/${uuid}/revoke`);
  await waitFor(
    async () => ((await untold()).body as { readonly revocation: unknown }).revocation === null || null,
    () => 'the end of the kept revoke',
  );
}
