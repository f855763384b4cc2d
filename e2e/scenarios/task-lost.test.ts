import { expect } from 'vitest';
import { scenario, stage } from '../support/stage';

const on = stage();

scenario(on, 'kill -9 while an early acknowledged task runs', 'task-lost', async (play) => {
  const victim = await on.start('victim@alpha', ['early']);
  const [uuid = ''] = await on.send('early', 'scope.nap', [3600]);
  await on.program.untilTask(uuid, (t) => t.task.state === 'STARTED', 'its start');
  await victim.kill();
  play.fault();
  const finding = await play.found('task-lost', { kind: 'task', id: uuid });
  play.cause(() => {
    expect(finding.severity).toBe('critical');
    expect(finding.sentence).toContain('scope.nap is lost: victim@alpha ran it since');
    expect(finding.evidence.map(({ source }) => source)).toContain('unacked_index');
    expect(finding.advice.setting).toBe(
      'task_annotations = {"scope.nap": {"acks_late": True, "reject_on_worker_lost": True}}',
    );
  });
  await play.closed(finding);
  await play.nothingBut('task-lost', 'worker-gone', 'worker-unknown');
});

scenario(on, 'a task that kills its pool process and is given back', 'poison-task', async (play) => {
  const worker = await on.start('eater@alpha', ['poison']);
  const [uuid = ''] = await on.send('poison', 'scope.suicide', [9]);
  play.fault();
  const finding = await play.found('poison-task', { kind: 'task', id: uuid });
  play.cause(() => {
    expect(finding.severity).toBe('critical');
    expect(finding.sentence).toContain('each time its pool process dies, and it is given back');
    expect(finding.advice.setting).toBe('task_annotations = {"scope.suicide": {"reject_on_worker_lost": False}}');
  });
  await on.program.post(`/api/v1/tasks/${uuid}/revoke`, {});
  await play.closed(finding);
  // Until the third run it is a duplicate.
  await play.nothingBut('poison-task', 'duplicate-execution');
  await worker.stop();
});

scenario(on, 'tasks of a type that are killed, as for their memory', 'poison-task', async (play) => {
  const worker = await on.start('killer@alpha', ['oom']);
  await on.send('oom', 'scope.killed', [], {}, 3);
  play.fault();
  const finding = await play.found('poison-task', { kind: 'type', id: 'scope.killed' });
  play.cause(() => {
    expect(finding.sentence).toContain('was killed (signal 9): most likely by the kernel, out of memory');
    expect(finding.evidence[0]?.claim).toContain('signal 9 (SIGKILL)');
  });
  await play.closed(finding);
  await play.nothingBut('poison-task');
  await worker.stop();
});
