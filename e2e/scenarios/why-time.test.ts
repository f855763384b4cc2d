import { expect } from 'vitest';
import { rung } from '../support/rung';
import { stage } from '../support/stage';

const on = stage();

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

rung(on, 'a rate limit of two an hour', 'rate-limited', async (climb) => {
  await on.start('w@slow', ['slow'], { settings: { task_annotations: { 'scope.add': { rate_limit: '2/h' } } } });
  const [first = '', uuid = ''] = await on.send('slow', 'scope.add', [1, 2], {}, 2);
  await on.program.untilTask(first, ({ task }) => task.state === 'SUCCESS', 'the end of the first');
  const why = await climb.told(uuid);
  climb.cause(() => {
    expect(why.sentence).toBe('w@slow holds it for the rate limit of scope.add, 2/h.');
    expect(why.isProblem).toBe(false);
  });
});
