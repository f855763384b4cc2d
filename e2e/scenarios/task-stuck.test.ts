import { expect } from 'vitest';
import { scenario, stage } from '../support/stage';

const on = stage();

scenario(on, 'one run waits for ever where others took a moment', 'task-stuck', async (play) => {
  const worker = await on.start('stuck@alpha', ['stuck'], { concurrency: 2 });
  await on.send('stuck', 'scope.nap', [0.1], {}, 25);
  const [uuid = ''] = await on.send('stuck', 'scope.nap', [3600]);
  await on.program.untilTask(uuid, ({ task }) => task.state === 'STARTED', 'its start');
  play.fault();
  const finding = await play.found('task-stuck', { kind: 'task', id: uuid });
  play.cause(() => {
    expect(finding.sentence).toMatch(/scope\.nap runs on stuck@alpha since .*: the longest run known of its type took/);
    expect(finding.evidence.map(({ claim }) => claim).join('\n')).toContain('Its last 25 runs took');
    expect(finding.evidence.map(({ source }) => source)).toContain('inspect active');
    expect(finding.advice.setting).toContain('task_annotations = {"scope.nap": {"soft_time_limit": 10');
  });
  await on.program.post(`/api/v1/tasks/${uuid}/revoke`, { terminate: true });
  await play.closed(finding);
  await play.nothingBut('task-stuck');
  await worker.stop();
});
