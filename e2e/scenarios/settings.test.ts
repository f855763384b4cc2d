import { expect } from 'vitest';
import { runAhead, tellNothing } from '../plays/workers';
import { runPython } from '../support/celery-worker';
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

scenario(on, 'a worker without -E', 'events-disabled', (play) => tellNothing(on, play));

scenario(on, 'a clock that is 40 s ahead', 'clock-drift', (play) => runAhead(on, play));
