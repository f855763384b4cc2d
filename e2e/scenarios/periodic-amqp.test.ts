import { writeFileSync } from 'node:fs';
import { expect } from 'vitest';
import { forgetRevoke } from '../support/forgotten-revoke';
import { scenario, stage } from '../support/stage';

const on = stage('rabbitmq');

scenario(on, 'a periodic task takes longer than its interval, on RabbitMQ', 'periodic-pileup', async (play) => {
  const gate = on.path('pile');
  const slow = { task: 'scope.late_until', args: [gate], schedule: 5, options: { queue: 'piled' } };
  const settings = { beat_schedule: { slow } };
  const worker = await on.start('piled@alpha', ['piled'], { settings });
  const beat = on.beat(settings);
  play.fault();
  const finding = await play.found('periodic-pileup', { kind: 'type', id: 'scope.late_until' });
  play.cause(() => expect(finding.sentence).toContain('and none of them expires'));
  writeFileSync(gate, '');
  await play.closed(finding);
  await play.nothingBut('periodic-pileup');
  await beat.kill();
  await worker.stop();
});

scenario(on, 'the only worker was restarted after a revoke, on RabbitMQ', 'revoke-forgotten', (play) =>
  forgetRevoke(on, play, 600),
);
