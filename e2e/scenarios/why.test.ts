import { expect } from 'vitest';
import { rung } from '../support/rung';
import { stage } from '../support/stage';

const on = stage();
/** Long against what the tests do meanwhile; those workers are killed in the end. */
const LONG = 600;
const ONE_AHEAD = { worker_prefetch_multiplier: 1 };

rung(on, 'a typo in the name of the queue', 'no-consumer', async (climb) => {
  await on.start('w@typo', ['emails']);
  const [uuid = ''] = await on.send('email', 'scope.add', [1, 2]);
  const why = await climb.told(uuid);
  climb.cause(() => {
    expect(why.sentence).toBe('No worker consumes email. One consumes emails: one of the two names is likely a typo.');
    expect(why.setting).toBe('task_routes = {"scope.add": {"queue": "emails"}}');
    expect(why.evidence.map(({ claim }) => claim)).toContain('its message is number 1 in email, lane 0');
  });
  await on.start('w2@typo', ['email']);
  expect((await climb.past(uuid)).verdict).toBe('ended');
});

rung(on, 'a time an hour from now', 'scheduled', async (climb) => {
  await on.start('w@eta', ['eta']);
  const [uuid = ''] = await on.send('eta', 'scope.add', [1, 2], { countdown: 3000 });
  await on.program.untilTask(uuid, ({ task }) => task.state === 'RECEIVED', 'its receipt');
  const why = await climb.told(uuid);
  climb.cause(() => {
    expect(why.isProblem).toBe(false);
    expect(why.evidence.map(({ claim }) => claim).join()).toContain('w@eta holds it until then');
    expect(why.evidence.map(({ claim }) => claim).join()).toContain('is not acknowledged');
  });
});

rung(on, 'a time beyond the visibility timeout', 'scheduled', async (climb) => {
  await on.start('w@far', ['far']);
  const [uuid = ''] = await on.send('far', 'scope.add', [1, 2], { countdown: 9000 });
  await on.program.untilTask(uuid, ({ task }) => task.state === 'RECEIVED', 'its receipt');
  const why = await climb.told(uuid);
  climb.cause(() => {
    expect(why.isProblem).toBe(true);
    expect(why.sentence).toContain('a second worker will hold it too, and it runs twice');
    expect(why.setting).toMatch(/^broker_transport_options = \{"visibility_timeout": 1\d{4}\}$/);
  });
});

rung(on, 'a worker of one slot runs another task', 'prefetched', async (climb) => {
  await on.start('w@held', ['held'], { settings: ONE_AHEAD });
  await on.send('held', 'scope.nap', [LONG]);
  const [uuid = ''] = await on.send('held', 'scope.add', [1, 2]);
  await on.program.untilTask(uuid, ({ task }) => task.state === 'RECEIVED', 'its receipt');
  const why = await climb.told(uuid);
  climb.cause(() => expect(why.sentence).toBe('w@held holds it until one of its slots is free.'));
});

rung(on, 'a worker holds it while another one is free', 'prefetched', async (climb) => {
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
});

rung(on, 'others stand before it and all slots are busy', 'slots-busy', async (climb) => {
  await on.start('w@line', ['line'], { settings: ONE_AHEAD });
  await on.send('line', 'scope.nap', [LONG]);
  const before = await on.send('line', 'scope.add', [1, 2], {}, 3);
  await on.program.untilTask(before[0] ?? '', ({ task }) => task.state === 'RECEIVED', 'the receipt of the first');
  const [uuid = ''] = await on.send('line', 'scope.add', [3, 4]);
  const why = await climb.told(uuid);
  climb.cause(() => expect(why.sentence).toContain('it is number 3 in line'));
});

rung(on, 'its code was not deployed', 'unknown-task', async (climb) => {
  await on.start('w@old', ['deploy'], { settings: ONE_AHEAD });
  // The worker is full: what is in the queue stays there.
  await on.send('deploy', 'scope.nap', [LONG], {}, 2);
  await on.program.until('worker', 'w@old', (w) => w.active === 1 && w.reserved === 1, 'that it is full');
  const [uuid = ''] = await on.send('deploy', 'scope.of_tomorrow', []);
  const why = await climb.told(uuid);
  climb.cause(() => {
    expect(why.sentence).toContain('does not know scope.of_tomorrow');
    expect(why.evidence.map(({ claim }) => claim)).toContain('not registered on w@old');
  });
});

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

rung(on, 'the broker lost its queue', 'lost', async (climb) => {
  await on.start('w@lost', ['lost'], { settings: ONE_AHEAD });
  await on.send('lost', 'scope.nap', [LONG], {}, 2);
  await on.program.until('worker', 'w@lost', (w) => w.active === 1 && w.reserved === 1, 'that it is full');
  const [uuid = ''] = await on.send('lost', 'scope.add', [1, 2]);
  await on.program.untilTask(uuid, ({ task }) => task.state === 'SENT', 'that it was sent');
  await on.redis.client.del('lost');
  const why = await climb.told(uuid);
  climb.cause(() => {
    expect(why.sentence).toContain('It is in no queue, not among the delivered messages, and no worker names it');
    expect(why.evidence.map(({ claim }) => claim)).toContain('no event was missed since');
  });
});
