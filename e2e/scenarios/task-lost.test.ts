import { expect } from 'vitest';
import { loseTask, poison } from '../plays/tasks';
import { scenario, stage } from '../support/stage';

const on = stage();

scenario(on, 'kill -9 while an early acknowledged task runs', 'task-lost', (play) => loseTask(on, play));

scenario(on, 'a task that kills its pool process and is given back', 'poison-task', (play) => poison(on, play));

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
