import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { rung } from '../support/rung';
import { stage } from '../support/stage';

const on = stage('rabbitmq');
/** Long against what the tests do meanwhile; those workers are killed in the end. */
const LONG = 600;
const ONE_AHEAD = { worker_prefetch_multiplier: 1 };

rung(on, 'a typo in the name of the queue, on RabbitMQ', 'no-consumer', async (climb) => {
  await on.start('w@typo', ['emails']);
  const [uuid = ''] = await on.send('email', 'scope.add', [1, 2]);
  const why = await climb.told(uuid);
  climb.cause(() => {
    expect(why.sentence).toBe('No worker consumes email. One consumes emails: one of the two names is likely a typo.');
    expect(why.setting).toBe('task_routes = {"scope.add": {"queue": "emails"}}');
  });
  await on.start('w2@typo', ['email']);
  await climb.past(uuid, 'ended');
});

rung(on, 'a time an hour from now, on RabbitMQ', 'scheduled', async (climb) => {
  await on.start('w@eta', ['eta']);
  const [uuid = ''] = await on.send('eta', 'scope.add', [1, 2], { countdown: 1200 });
  await on.program.untilTask(uuid, ({ task }) => task.state === 'RECEIVED', 'its receipt');
  const why = await climb.told(uuid);
  climb.cause(() => {
    expect(why.sentence).toMatch(/^It waits for its time, /);
    expect(why.evidence.map(({ claim }) => claim)).toContain('w@eta holds it until then');
  });
});

rung(on, 'a worker holds it while another one is free, on RabbitMQ', 'prefetched', async (climb) => {
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

rung(on, 'others stand before it and all slots are busy, on RabbitMQ', 'slots-busy', async (climb) => {
  await on.start('w@line', ['line'], { settings: ONE_AHEAD });
  await on.send('line', 'scope.nap', [LONG], {}, 4);
  await on.program.until('worker', 'w@line', (w) => w.active === 1 && w.reserved === 1, 'that it is full');
  const [uuid = ''] = await on.send('line', 'scope.add', [3, 4]);
  const why = await climb.told(uuid);
  climb.cause(() => {
    expect(why.sentence).toContain('The one slot that serves line is busy');
    expect(why.sentence).toContain('it is about number 3 in line');
    expect(why.evidence.map(({ claim }) => claim)).toContain('2 tasks that were sent to line before it wait');
  });
});

rung(on, 'its expiry passed while it waited, on RabbitMQ', 'expired', async (climb) => {
  await on.start('w@late', ['late'], { settings: ONE_AHEAD });
  await on.send('late', 'scope.nap', [LONG], {}, 2);
  await on.program.until('worker', 'w@late', (w) => w.active === 1 && w.reserved === 1, 'that it is full');
  const [uuid = ''] = await on.send('late', 'scope.add', [1, 2], { expires: 5 });
  const why = await climb.told(uuid);
  climb.cause(() => expect(why.sentence).toMatch(/^It expired at /));
});

rung(on, 'its worker runs it and did not acknowledge it, on RabbitMQ', 'running', async (climb) => {
  await on.start('w@late-ack', ['acks']);
  const [uuid = ''] = await on.send('acks', 'scope.late_until', [on.path('never')]);
  await on.program.untilTask(uuid, ({ task }) => task.state === 'STARTED', 'its start');
  await on.program.until('worker', 'w@late-ack', (w) => (w.activeTasks?.length ?? 0) === 1, 'what it says it runs');
  await climb.told(uuid);
  const { body } = await on.program.request(`/api/v1/tasks/${uuid}/why`);
  climb.cause(() =>
    expect(body).toMatchObject({
      sentence: expect.stringContaining('the broker gives it out again if its worker is lost') as string,
    }),
  );
});

rung(on, 'an id that was never sent, on RabbitMQ', 'not-seen', async (climb) => {
  const why = await climb.told(randomUUID());
  climb.cause(() => expect(why.sentence).toContain('Whether the broker holds it can’t be told'));
});
