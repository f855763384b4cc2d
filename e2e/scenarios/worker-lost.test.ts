import { writeFileSync } from 'node:fs';
import { expect } from 'vitest';
import { stopMain, wedge } from '../plays/workers';
import { scenario, stage } from '../support/stage';

const on = stage();
const VISIBILITY_SECONDS = 60;
const settings = { broker_transport_options: { visibility_timeout: VISIBILITY_SECONDS } };
const OF_A_KILLED_WORKER = [
  'worker-gone',
  'worker-unknown',
  'task-returns',
  'duplicate-execution',
  'queue-without-consumer',
] as const;

scenario(on, 'SIGSTOP of the main process', 'worker-unknown', (play) => stopMain(on, play, { settings }));

scenario(on, 'a worker that beats and takes nothing', 'worker-not-consuming', (play) => wedge(on, play, { settings }));

// Last: what killed workers held comes back while others play.
scenario(on, 'kill -9 while it runs one task and holds another', 'worker-gone', async (play) => {
  const victim = await on.start('victim@alpha', ['late'], { settings });
  const gate = on.path('gate');
  const [running = '', waiting = ''] = await on.send('late', 'scope.late_until', [gate], {}, 2);
  await on.program.untilTask(running, (t) => t.task.state === 'STARTED', 'its start');
  await on.program.untilTask(waiting, (t) => t.task.state === 'RECEIVED', 'its receipt');
  await victim.kill();
  play.fault();
  const finding = await play.found('worker-gone', { kind: 'worker', id: 'victim@alpha' });
  play.cause(() => {
    // Critical after two minutes: until then it may be stopped for a moment.
    expect(finding.severity).toBe('warning');
    expect(finding.sentence).toMatch(/victim@alpha fell silent at .*: it is dead, stopped or cut off/);
    expect(finding.sentence).toContain('while it ran a task and held another');
    for (const id of [running, waiting]) expect(finding.related).toContainEqual({ kind: 'task', id });
  });
  const returns = await play.found('task-returns', { kind: 'task', id: running });
  expect(returns.sentence).toContain('but only when a worker starts');
  writeFileSync(gate, '');
  await on.start('victim@alpha', ['other'], { settings });
  await play.closed(finding);
  await play.nothingBut(...OF_A_KILLED_WORKER);
});

scenario(on, 'kill -9 with late acknowledgement: the broker still has it', 'task-returns', async (play) => {
  const other = await on.start('bystander@alpha', ['quiet'], { settings });
  const victim = await on.start('victim@beta', ['returns'], { settings });
  const gate = on.path('returns');
  const [uuid = ''] = await on.send('returns', 'scope.late_until', [gate]);
  const { task } = await on.program.untilTask(uuid, (t) => t.task.state === 'STARTED', 'its start');
  await victim.kill();
  play.fault();
  const finding = await play.found('task-returns', { kind: 'task', id: uuid });
  const dueAt = (task.receivedAt ?? 0) + VISIBILITY_SECONDS;
  play.cause(() => {
    expect(finding.sentence).toContain('scope.late_until ran on victim@beta, which is gone');
    const told = finding.messages.sentence.values['dueAt'];
    expect(Math.abs(Number(told) - dueAt)).toBeLessThan(5);
  });
  writeFileSync(gate, '');
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, (dueAt + 1) * 1000 - Date.now())));
  await on.start('next@beta', ['returns'], { settings });
  await play.closed(finding);
  await play.nothingBut(...OF_A_KILLED_WORKER);
  await other.stop();
});

scenario(on, 'what a killed worker ran goes back to a queue of nobody', 'queue-without-consumer', async (play) => {
  const victim = await on.start('victim@gamma', ['stranded'], { settings });
  const gate = on.path('stranded');
  const [uuid = ''] = await on.send('stranded', 'scope.late_until', [gate]);
  const { task } = await on.program.untilTask(uuid, (t) => t.task.state === 'STARTED', 'its start');
  await victim.kill();
  await play.found('task-returns', { kind: 'task', id: uuid });
  const dueAt = (task.receivedAt ?? 0) + VISIBILITY_SECONDS;
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, (dueAt + 1) * 1000 - Date.now())));
  await on.start('sweeper@gamma', ['swept'], { settings });
  play.fault();
  const finding = await play.found('queue-without-consumer', { kind: 'queue', id: 'stranded' });
  const { task: returned } = await on.program.untilTask(uuid, (t) => t.task.state === 'SENT', 'its return');
  play.cause(() => {
    expect(finding.sentence).toContain('victim@gamma did, and is gone since');
    expect(returned.stateReason).toBe('requeued');
  });
  writeFileSync(gate, '');
  await on.start('victim@gamma', ['stranded'], { settings });
  await play.closed(finding);
  // It is not lost.
  await play.nothingBut(...OF_A_KILLED_WORKER);
});
