import { expect } from 'vitest';
import { python, runPython } from '../support/celery-worker';
import { scenario, stage } from '../support/stage';

const on = stage();
const HOUR = { broker_transport_options: { visibility_timeout: 3600 } };
const SHORT = { broker_transport_options: { visibility_timeout: 60 } };

scenario(on, 'two workers with other timeouts', 'visibility-timeout-mismatch', async (play) => {
  const long = await on.start('long@alpha', ['a'], { settings: HOUR });
  const short = await on.start('short@beta', ['b'], { settings: SHORT });
  play.fault();
  const finding = await play.found('visibility-timeout-mismatch', { kind: 'cluster', id: 'visibility-timeout' });
  play.cause(() => {
    expect(finding.sentence).toMatch(/short@beta after 1\sm/);
    expect(finding.advice.setting).toBe('broker_transport_options = {"visibility_timeout": 3600}');
  });
  await short.stop();
  await play.closed(finding);
  await play.nothingBut('visibility-timeout-mismatch');
  await long.stop();
});

scenario(on, 'a client with another timeout gives messages back', 'visibility-timeout-mismatch', async (play) => {
  const worker = await on.start('owner@alpha', ['swept'], { settings: HOUR });
  const [uuid = ''] = await on.send('swept', 'scope.echo', [], { countdown: 60 });
  await on.program.untilTask(uuid, (t) => t.task.state === 'RECEIVED', 'its receipt');
  // Workers that start give back as well, and are known by that: some time must pass.
  await new Promise((resolve) => setTimeout(resolve, 35_000));
  await runPython(['ping.py'], on.brokerUrl, { broker_transport_options: { visibility_timeout: 5 } });
  play.fault();
  const finding = await play.found('visibility-timeout-mismatch', { kind: 'cluster', id: 'foreign-client' });
  play.cause(() => {
    expect(finding.severity).toBe('critical');
    expect(finding.sentence).toContain('another client gave it back');
    expect(finding.related).toContainEqual({ kind: 'task', id: uuid });
  });
  await play.closed(finding);
  await play.nothingBut('visibility-timeout-mismatch', 'duplicate-expected', 'duplicate-execution');
  await worker.stop();
});

scenario(on, 'a worker without -E', 'events-disabled', async (play) => {
  const worker = await on.start('silent@alpha', ['silent'], { events: false });
  await on.send('silent', 'scope.add', [1, 2], {}, 5);
  play.fault();
  const finding = await play.found('events-disabled', { kind: 'worker', id: 'silent@alpha' });
  play.cause(() => {
    expect(finding.sentence).toBe('silent@alpha runs tasks without telling: task events are off.');
    expect(finding.advice.setting).toContain('enable_events');
  });
  await on.program.post('/api/v1/workers/silent@alpha/enable-events', {});
  await on.send('silent', 'scope.add', [1, 2], {}, 3);
  await play.closed(finding);
  await play.nothingBut('events-disabled');
  await worker.stop();
});

scenario(on, 'a clock that is 40 s ahead', 'clock-drift', async (play) => {
  const settings = { clock_ahead: 40 };
  const right = await on.start('right@alpha', ['right']);
  const worker = await on.start('fast@alpha', ['fast'], { settings });
  play.fault();
  const finding = await play.found('clock-drift', { kind: 'worker', id: 'fast@alpha' });
  play.cause(() => expect(finding.sentence).toMatch(/The clock of fast@alpha is (39|40|41).* ahead/));
  await worker.stop();
  await play.closed(finding);
  await play.nothingBut('clock-drift');
  await right.stop();
});

scenario(on, 'five thousand and more etas', 'eta-pileup', async (play) => {
  const worker = await on.start('hoarder@alpha', ['etas']);
  play.fault();
  await on.send('etas', 'scope.add', [1, 2], { countdown: 90 }, 5100);
  const finding = await play.found('eta-pileup', { kind: 'worker', id: 'hoarder@alpha' });
  play.cause(() => {
    expect(finding.sentence).toMatch(/hoarder@alpha holds 5,\d\d\d tasks in memory until their eta/);
    expect(finding.advice.setting).toBe('worker_eta_task_limit = 1000');
  });
  await play.closed(finding);
  await play.nothingBut('eta-pileup');
  await worker.stop();
});

scenario(on, 'more comes than is taken', 'queue-growing', async (play) => {
  expect(python).not.toBeNull();
  const worker = await on.start('slow@alpha', ['growing']);
  play.fault();
  let isFound = false;
  const feed = (async () => {
    while (!isFound) {
      await on.send('growing', 'scope.nap', [0.5], {}, 40);
      await new Promise((resolve) => setTimeout(resolve, 5000));
    }
  })();
  const finding = await play.found('queue-growing', { kind: 'queue', id: 'growing' }).finally(() => (isFound = true));
  await feed;
  play.cause(() => {
    expect(finding.sentence).toMatch(/growing grows by about \d+ a minute and has \d+ messages: if nothing more came/);
    expect(finding.advice.text).toContain('All slots are busy');
  });
  await play.closed(finding);
  await play.nothingBut('queue-growing');
  await worker.kill();
});
