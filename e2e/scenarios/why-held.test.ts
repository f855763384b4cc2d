import { expect } from 'vitest';
import { hoard } from '../plays/why';
import { rung } from '../support/rung';
import { stage } from '../support/stage';

const on = stage();
/** Long against what the tests do meanwhile; those workers are killed in the end. */
const LONG = 600;
const ONE_AHEAD = { worker_prefetch_multiplier: 1 };

rung(on, 'a worker of one slot runs another task', 'prefetched', async (climb) => {
  await on.start('w@held', ['held'], { settings: ONE_AHEAD });
  await on.send('held', 'scope.nap', [LONG]);
  const [uuid = ''] = await on.send('held', 'scope.add', [1, 2]);
  await on.program.untilTask(uuid, ({ task }) => task.state === 'RECEIVED', 'its receipt');
  const why = await climb.told(uuid);
  climb.cause(() => expect(why.sentence).toBe('w@held holds it until one of its slots is free.'));
});

rung(on, 'a worker holds it while another one is free', 'prefetched', (climb) => hoard(on, climb));

rung(on, 'the worker that took it was killed', 'worker-gone', async (climb) => {
  await on.start('w@alive', ['alive']);
  const killed = await on.start('w@killed', ['killed'], { settings: ONE_AHEAD });
  const [runs = ''] = await on.send('killed', 'scope.nap', [LONG]);
  const [uuid = ''] = await on.send('killed', 'scope.add', [1, 2]);
  await on.program.untilTask(runs, ({ task }) => task.state === 'STARTED', 'the start');
  await on.program.untilTask(uuid, ({ task }) => task.state === 'RECEIVED', 'its receipt');
  await killed.kill();
  const why = await climb.told(uuid);
  climb.cause(() => {
    expect(why.sentence).toMatch(/^w@killed took it and is gone; the broker gives it out again at /);
    expect(why.evidence.map(({ claim }) => claim).join()).toMatch(/the visibility timeout is 1.h/);
  });
});

rung(on, 'the worker that took it was stopped', 'not-consuming', async (climb) => {
  const stopped = await on.start('w@stopped', ['stopped'], { settings: ONE_AHEAD });
  const [runs = ''] = await on.send('stopped', 'scope.nap', [LONG]);
  const [uuid = ''] = await on.send('stopped', 'scope.add', [1, 2]);
  await on.program.untilTask(runs, ({ task }) => task.state === 'STARTED', 'the start');
  await on.program.untilTask(uuid, ({ task }) => task.state === 'RECEIVED', 'its receipt');
  process.kill(-stopped.pid, 'SIGSTOP');
  const why = await climb.told(uuid);
  climb.cause(() => {
    expect(why.isProblem).toBe(true);
    expect(why.sentence).toMatch(/^w@stopped should run it but has not been heard since /);
  });
  process.kill(-stopped.pid, 'SIGCONT');
  await climb.past(uuid, 'prefetched');
});
