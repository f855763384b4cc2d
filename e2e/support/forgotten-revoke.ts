import { expect } from 'vitest';
import type { Play, Stage } from './stage';

/**
 * Restarts the only worker, which had taken a task that was then revoked: the new one does not know of that, since the
 * revoke is no longer kept here.
 */
export async function forgetRevoke(on: Stage, play: Play, countdown: number): Promise<void> {
  const first = await on.start('only@alpha', ['etas']);
  const [uuid = ''] = await on.send('etas', 'scope.add', [1, 2], { countdown });
  await on.program.untilTask(uuid, ({ task }) => task.state === 'RECEIVED', 'its receipt');
  await on.program.post(`/api/v1/tasks/${uuid}/revoke`, {});
  await on.program.action('done', uuid);
  expect((await on.program.post(`/api/v1/tasks/${uuid}/revoke/withdraw`, {})).status).toBe(200);
  await first.stop();
  const second = await on.start('only@alpha', ['etas']);
  play.fault();
  const finding = await play.found('revoke-forgotten', { kind: 'task', id: uuid });
  play.cause(() => {
    expect(finding.sentence).toContain('scope.add was revoked, and only@alpha, which holds it, does not know that');
    expect(finding.advice.setting).toContain(`control revoke ${uuid}`);
  });
  await on.program.post(`/api/v1/tasks/${uuid}/revoke`, {});
  await play.closed(finding);
  await play.nothingBut('revoke-forgotten', 'queue-without-consumer');
  await second.stop();
}
