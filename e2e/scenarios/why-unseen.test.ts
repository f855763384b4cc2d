import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { runPython, sendTasks } from '../support/celery-worker';
import { rung } from '../support/rung';
import { stage } from '../support/stage';

const on = stage();
const backend = () => ({ result_backend: on.brokerUrl.replace(/\/0$/, '/1') });

rung(on, 'an id that was never sent', 'not-seen', async (climb) => {
  await on.start('w@never', ['never']);
  const why = await climb.told(randomUUID());
  climb.cause(() => {
    expect(why.sentence).toContain('It is in no queue and not among the delivered messages, no worker names it');
    expect(why.evidence.map(({ claim }) => claim)).toContain('no event told of it');
    expect(why.setting).toBe('task_send_sent_event = True');
  });
});

rung(on, 'the next of a chain waits for the one before', 'not-sent', async (climb) => {
  const [second = '', third = ''] = (await runPython(['chain.py', 'links'], on.brokerUrl)).trim().split('\n');
  const why = await climb.told(third, ({ isProblem }) => isProblem);
  climb.cause(() =>
    expect(why.sentence).toBe(
      'It is not sent yet: that happens when scope.add has ended, which waits in links, and no worker consumes that.',
    ),
  );
  expect((await climb.told(second)).setting).toBe('celery -A your_app worker -Q links');
  await on.start('w@links', ['links']);
  await climb.past(third, 'ended');
});

rung(on, 'the body of a chord whose part waits in a queue of nobody', 'chord-part-missing', async (climb) => {
  await on.start('w@parts', ['parts'], { settings: backend() });
  const body = (await runPython(['chord.py', 'parts', 'nobody'], on.brokerUrl, backend())).trim();
  const why = await climb.told(body, ({ isProblem }) => isProblem);
  climb.cause(() => {
    expect(why.isProblem).toBe(true);
    expect(why.sentence).toContain('It is the body of a chord');
    expect(why.sentence).toContain('scope.add waits in nobody, which no worker consumes');
    expect(why.evidence.map(({ claim }) => claim).join('\n')).toMatch(
      /part 2, scope\.add [\da-f-]{36}, waits in nobody/,
    );
    expect(why.setting).toBe('celery -A your_app worker -Q nobody');
  });
  await on.start('w2@parts', ['nobody'], { settings: backend() });
  await climb.past(body, 'ended');
});

rung(on, 'it ran on a worker without events', 'finished-unseen', async (climb) => {
  // Its settings tell where the results are.
  await on.start('w@mute', ['mute'], { events: false, settings: backend() });
  const [uuid = ''] = await on.send('mute', 'scope.add', [1, 2]);
  const why = await climb.told(uuid);
  climb.cause(() => {
    expect(why.sentence).toMatch(/^It ended as SUCCESS at .*, and no event told of that/);
    expect(why.setting).toBe('worker_send_task_events = True');
  });
});

rung(on, 'it ran unseen and sent the next of its chain', 'finished-unseen', async (climb) => {
  await on.start('w@chained', ['chained'], { events: false });
  const [, third = ''] = (await runPython(['chain.py', 'chained'], on.brokerUrl)).trim().split('\n');
  const { task } = await on.program.untilTask(third, (detail) => detail.task.rootId !== null, 'the last of the chain');
  const why = await climb.told(task.rootId ?? '');
  climb.cause(() => {
    expect(why.sentence).toMatch(/^It ran, and no event told of that: it sent scope\.add at /);
    expect(why.evidence.map(({ claim }) => claim).join('\n')).toContain('names it as its parent');
  });
});

rung(on, 'no event told of it and it waits where nobody takes it', 'no-consumer', async (climb) => {
  const settings = { task_send_sent_event: false };
  const [uuid = ''] = await sendUnseen(settings);
  const why = await climb.told(uuid);
  climb.cause(() => {
    expect(why.sentence).toBe('No worker consumes unseen.');
    expect(why.evidence.map(({ claim }) => claim)).toContain('no event told of it');
    expect(why.evidence.map(({ claim }) => claim)).toContain('its message is number 1 in unseen, lane 0');
  });
});

function sendUnseen(settings: Readonly<Record<string, unknown>>): Promise<string[]> {
  return sendTasks(on.brokerUrl, [{ name: 'scope.add', args: [1, 2], options: { queue: 'unseen' } }], settings);
}
