import { expect } from 'vitest';
import { mistypeQueue } from '../plays/why';
import { runPython } from '../support/celery-worker';
import { rung } from '../support/rung';
import { stage } from '../support/stage';

const on = stage();
/** Long against what the tests do meanwhile; those workers are killed in the end. */
const LONG = 600;
const ONE_AHEAD = { worker_prefetch_multiplier: 1 };

rung(on, 'a typo in the name of the queue', 'no-consumer', (climb) =>
  mistypeQueue(on, climb, (claims) => expect(claims).toContain('its message is number 1 in email, lane 0')),
);

rung(on, 'others stand before it and all slots are busy', 'slots-busy', async (climb) => {
  await on.start('w@line', ['line'], { settings: ONE_AHEAD });
  await on.send('line', 'scope.nap', [LONG]);
  const before = await on.send('line', 'scope.add', [1, 2], {}, 3);
  await on.program.untilTask(before[0] ?? '', ({ task }) => task.state === 'RECEIVED', 'the receipt of the first');
  const [uuid = ''] = await on.send('line', 'scope.add', [3, 4]);
  const why = await climb.told(uuid);
  climb.cause(() => expect(why.sentence).toContain('it is number 3 in line'));
});

rung(on, 'a line that moves', 'slots-busy', async (climb) => {
  await on.start('w@moves', ['moves'], { settings: ONE_AHEAD });
  const naps = await on.send('moves', 'scope.nap', [0.5], {}, 200);
  const last = naps.at(-1) ?? '';
  await on.program.untilTask(naps[20] ?? '', ({ task }) => task.state === 'SUCCESS', 'the end of some');
  const why = await climb.told(last);
  climb.cause(() => {
    expect(why.sentence).toMatch(/it is number 1\d\d in line, about .* at the present rate\.$/);
    expect(why.evidence.map(({ claim }) => claim).join('\n')).toMatch(/workers take \d+ a minute from moves/);
  });
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

rung(on, 'its expiry passed while it waited', 'expired', async (climb) => {
  await on.start('w@late', ['late'], { settings: ONE_AHEAD });
  const [first = ''] = await on.send('late', 'scope.nap', [LONG], {}, 2);
  await on.program.untilTask(first, ({ task }) => task.state === 'STARTED', 'the start of the first');
  await on.program.until('worker', 'w@late', (w) => w.active === 1 && w.reserved === 1, 'that it is full');
  const [uuid = ''] = await on.send('late', 'scope.add', [1, 2], { expires: 5 });
  const why = await climb.told(uuid);
  climb.cause(() => {
    expect(why.sentence).toMatch(/^It expired at .*: the worker that receives it will throw it away\.$/);
    expect(why.evidence.map(({ claim }) => claim)).toContain('its message is number 1 in late, lane 0');
  });
});

rung(on, 'its worker beats and takes nothing', 'not-consuming', async (climb) => {
  const worker = await on.start('w@wedged', ['wedged']);
  await runPython(['control.py', 'wedge', 'w@wedged', '{}'], on.brokerUrl);
  const [uuid = ''] = await on.send('wedged', 'scope.add', [1, 2]);
  const why = await climb.told(uuid);
  climb.cause(() => {
    expect(why.sentence).toContain('w@wedged should take it, is alive and has free slots, but takes nothing since');
    expect(why.advice).toContain('Restart w@wedged');
  });
  await worker.stop();
  await on.start('w@wedged', ['wedged']);
  await climb.past(uuid, 'ended');
});
