import { expect } from 'vitest';
import type { Climb } from '../support/rung';
import type { Stage } from '../support/stage';

/** Long against what the tests do meanwhile; those workers are killed in the end. */
const LONG = 600;

/** What it waits in has almost the name of what a worker takes from; `more` is checked of the answer. */
export async function mistypeQueue(
  on: Stage,
  climb: Climb,
  more: (claims: readonly string[]) => void = () => undefined,
): Promise<void> {
  await on.start('w@typo', ['emails']);
  const [uuid = ''] = await on.send('email', 'scope.add', [1, 2]);
  const why = await climb.told(uuid);
  climb.cause(() => {
    expect(why.sentence).toBe('No worker consumes email. One consumes emails: one of the two names is likely a typo.');
    expect(why.setting).toBe('task_routes = {"scope.add": {"queue": "emails"}}');
    more(why.evidence.map(({ claim }) => claim));
  });
  await on.start('w2@typo', ['email']);
  await climb.past(uuid, 'ended');
}

/** One worker holds it behind its own work; another one, started later, has nothing to do. */
export async function hoard(on: Stage, climb: Climb): Promise<void> {
  await on.start('hoarder@held', ['hoard'], { settings: { worker_prefetch_multiplier: 4 } });
  await on.send('hoard', 'scope.nap', [LONG]);
  const [uuid = ''] = await on.send('hoard', 'scope.add', [1, 2]);
  await on.program.untilTask(uuid, ({ task }) => task.state === 'RECEIVED', 'its receipt');
  await on.start('free@held', ['hoard']);
  await climb.told(uuid);
  const { body } = await on.program.request(`/api/v1/tasks/${uuid}/why`);
  climb.cause(() =>
    expect(body).toMatchObject({
      isProblem: true,
      sentence: 'hoarder@held holds it behind its own work while free@held has a free slot.',
      setting: 'worker_prefetch_multiplier = 1',
    }),
  );
}
