import { expect } from 'vitest';
import { waitFor } from '../support/redis-server';
import { scenario, stage } from '../support/stage';

const on = stage();

/** Entries that a scheduler of its own sends every five seconds; no settings tell of them. */
function elsewhere(...entries: readonly (readonly [name: string, args: readonly unknown[]])[]) {
  const schedule = Object.fromEntries(
    entries.map(([name, args]) => [name, { task: 'scope.add', args, schedule: 5, options: { queue: 'elsewhere' } }]),
  );
  return { args: ['-S', 'scope_scheduler.Elsewhere'], env: { SCOPE_SCHEDULE: JSON.stringify(schedule) } };
}

scenario(on, 'a beat with a schedule in a database was killed', 'periodic-missed', async (play) => {
  const worker = await on.start('ticks@alpha', ['elsewhere']);
  const beat = on.beat({}, elsewhere(['tick', [1, 2]], ['tock', [3, 4]]));
  await waitFor(() => (beat.output().match(/Sending due task tock/g)?.length ?? 0) >= 9 || null, 'nine ticks', 120_000);
  await beat.kill();
  play.fault();
  const finding = await play.found('periodic-missed', { kind: 'cluster', id: 'beat' });
  play.cause(() => {
    expect(finding.severity).toBe('notice');
    expect(finding.sentence).toMatch(/gen\d+@.* has sent nothing since .*as by a schedule, are overdue/);
    expect(finding.sentence).toContain(`gen${beat.pid}@`);
    expect(finding.evidence.map(({ claim }) => claim).join('\n')).toContain('a schedule that is in no worker');
  });
  const next = on.beat({}, elsewhere(['tick', [1, 2]], ['tock', [3, 4]]));
  await play.closed(finding);
  await play.nothingBut('periodic-missed');
  await next.kill();
  await worker.stop();
});
