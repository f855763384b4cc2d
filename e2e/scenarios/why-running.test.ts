import { expect } from 'vitest';
import { rung } from '../support/rung';
import { stage } from '../support/stage';

const on = stage();
/** Long against what the tests do meanwhile; those workers are killed in the end. */
const LONG = 600;

rung(on, 'it runs for as long as it likes', 'running', async (climb) => {
  await on.start('w@runs', ['runs'], { settings: { task_annotations: { 'scope.nap': { time_limit: 900 } } } });
  const [uuid = ''] = await on.send('runs', 'scope.nap', [LONG]);
  await on.program.untilTask(uuid, ({ task }) => task.state === 'STARTED', 'its start');
  const why = await climb.told(uuid);
  climb.cause(() => {
    expect(why.sentence).toMatch(/It is acknowledged: the broker will not give it out again\.$/);
    expect(why.evidence.map(({ claim }) => claim).join('\n')).toMatch(/its type has a time limit of 15.m/);
  });
});

rung(on, 'it is acknowledged late and outlasts the visibility timeout', 'runs-again', async (climb) => {
  const settings = { broker_transport_options: { visibility_timeout: 60 } };
  await on.start('w@again', ['again'], { settings });
  const [uuid = ''] = await on.send('again', 'scope.late_until', [on.path('never')]);
  const why = await climb.told(uuid);
  climb.cause(() => {
    expect(why.isProblem).toBe(true);
    expect(why.sentence).toContain('the broker gives it out again, and it runs twice');
    expect(why.setting).toMatch(/^broker_transport_options = \{"visibility_timeout": \d+\}$/);
  });
});

rung(on, 'it runs far longer than all before', 'running-long', async (climb) => {
  await on.start('w@long', ['long']);
  const naps = await on.send('long', 'scope.nap', [0.05], {}, 25);
  await on.program.untilTask(naps.at(-1) ?? '', ({ task }) => task.state === 'SUCCESS', 'the end of the short ones');
  const [uuid = ''] = await on.send('long', 'scope.nap', [LONG]);
  const why = await climb.told(uuid);
  climb.cause(() => {
    expect(why.sentence).toMatch(/^It runs on w@long for .*; 95 of 100 runs of its type end within /);
    expect(why.evidence.map(({ claim }) => claim).join('\n')).toMatch(/half of 2\d runs of its type end within/);
    expect(why.setting).toMatch(/^task_annotations = \{"scope\.\w+": \{"soft_time_limit": \d+, "time_limit": \d+\}\}$/);
  });
});

rung(on, 'its worker was killed in the middle of it', 'lost', async (climb) => {
  await on.start('heir@lost', ['lost-run']);
  const victim = await on.start('victim@lost', ['victim']);
  const [uuid = ''] = await on.send('victim', 'scope.nap', [LONG]);
  await on.program.untilTask(uuid, ({ task }) => task.state === 'STARTED', 'its start');
  await victim.kill();
  const why = await climb.told(uuid);
  climb.cause(() => {
    expect(why.isProblem).toBe(true);
    expect(why.sentence).toMatch(/^victim@lost, which ran it, is gone, .*: nothing will run it again\.$/);
    expect(why.setting).toBe('task_annotations = {"scope.nap": {"acks_late": True, "reject_on_worker_lost": True}}');
  });
});
