import { writeFileSync } from 'node:fs';
import { expect } from 'vitest';
import { scenario, stage } from '../support/stage';

const on = stage();
const settings = { broker_transport_options: { visibility_timeout: 20 } };
const ADVICE = 'broker_transport_options = {"visibility_timeout": 3600}';

scenario(on, 'an eta beyond the visibility timeout', 'duplicate-expected', async (play) => {
  await on.start('holder@alpha', ['eta'], { settings });
  const [uuid = ''] = await on.send('eta', 'scope.add', [1, 2], { countdown: 40 });
  play.fault();
  const finding = await play.found('duplicate-expected', { kind: 'task', id: uuid });
  play.cause(() => {
    expect(finding.sentence).toContain('scope.add will run more than once: holder@alpha holds it until');
    expect(finding.advice.setting).toBe(ADVICE);
  });
  await play.closed(finding);
  await play.nothingBut('duplicate-expected');
});

scenario(on, 'a run that outlasts the visibility timeout', 'duplicate-expected', async (play) => {
  await on.start('runner@alpha', ['long'], { settings });
  const gate = on.path('gate');
  const [uuid = ''] = await on.send('long', 'scope.late_until', [gate]);
  play.fault();
  const finding = await play.found('duplicate-expected', { kind: 'task', id: uuid });
  play.cause(() => {
    expect(finding.sentence).toContain('it has been unacknowledged on runner@alpha for');
    expect(finding.advice.setting).toBe(ADVICE);
    expect(finding.figure).toMatchObject({ kind: 'deliveries', bars: [{ worker: 'runner@alpha' }] });
  });
  writeFileSync(gate, '');
  await play.closed(finding);
  await play.nothingBut('duplicate-expected');
});

scenario(on, 'a dozen etas of one type beyond it', 'eta-beyond-visibility-timeout', async (play) => {
  await on.start('many@alpha', ['many'], { settings });
  await on.send('many', 'scope.echo', [], { countdown: 40 }, 12);
  play.fault();
  const finding = await play.found('eta-beyond-visibility-timeout', { kind: 'type', id: 'scope.echo' });
  play.cause(() => {
    expect(finding.sentence).toContain('12 tasks of scope.echo wait for an eta');
    expect(finding.advice.setting).toBe(ADVICE);
  });
  await play.closed(finding);
  // The first and the last of them are few.
  await play.nothingBut('eta-beyond-visibility-timeout', 'duplicate-expected');
});
