import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { hoard, mistypeQueue } from '../plays/why';
import { rung } from '../support/rung';
import { stage } from '../support/stage';

const on = stage('rabbitmq');
/** Long against what the tests do meanwhile; those workers are killed in the end. */
const LONG = 600;
const ONE_AHEAD = { worker_prefetch_multiplier: 1 };

rung(on, 'a typo in the name of the queue, on RabbitMQ', 'no-consumer', (climb) => mistypeQueue(on, climb));

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

rung(on, 'a worker holds it while another one is free, on RabbitMQ', 'prefetched', (climb) => hoard(on, climb));

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
