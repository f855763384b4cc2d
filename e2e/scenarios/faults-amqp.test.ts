import { writeFileSync } from 'node:fs';
import { expect } from 'vitest';
import { scenario, stage } from '../support/stage';

const on = stage('rabbitmq');

scenario(on, 'a typo in the name of a queue, on RabbitMQ', 'queue-without-consumer', async (play) => {
  const worker = await on.start('mailer@alpha', ['emails']);
  await on.send('email', 'scope.add', [1, 2]);
  play.fault();
  const finding = await play.found('queue-without-consumer', { kind: 'queue', id: 'email' });
  play.cause(() => {
    expect(finding.sentence).toContain('emails was probably meant');
    expect(finding.evidence.map(({ claim }) => claim)).toContain('The broker knows no consumer of email');
  });
  const catcher = await on.start('catcher@alpha', ['email']);
  await play.closed(finding);
  await play.nothingBut('queue-without-consumer');
  await catcher.stop();
  await worker.stop();
});

scenario(on, 'an eta beyond the consumer timeout, on RabbitMQ', 'duplicate-expected', async (play) => {
  const worker = await on.start('holder@alpha', ['eta']);
  const [uuid = ''] = await on.send('eta', 'scope.add', [1, 2], { countdown: 7200 });
  play.fault();
  const finding = await play.found('duplicate-expected', { kind: 'task', id: uuid });
  play.cause(() => {
    expect(finding.sentence).toContain('when the consumer timeout is over');
    expect(finding.advice.setting).toBe('consumer_timeout = 14400000');
  });
  await worker.stop();
  await play.closed(finding);
  await play.nothingBut('duplicate-expected', 'queue-without-consumer');
});

scenario(on, 'kill -9 of a worker, on RabbitMQ', 'worker-gone', async (play) => {
  const victim = await on.start('victim@alpha', ['late']);
  const gate = on.path('gate');
  const [uuid = ''] = await on.send('late', 'scope.late_until', [gate]);
  await on.program.untilTask(uuid, (t) => t.task.state === 'STARTED', 'its start');
  await victim.kill();
  play.fault();
  const finding = await play.found('worker-gone', { kind: 'worker', id: 'victim@alpha' });
  play.cause(() => {
    expect(finding.sentence).toContain('while it ran a task');
    expect(finding.advice.text).toContain('when RabbitMQ sees the connection closed');
  });
  writeFileSync(gate, '');
  await on.start('victim@alpha', ['late']);
  await play.closed(finding);
  await play.nothingBut(
    'worker-gone',
    'worker-unknown',
    'queue-without-consumer',
    'duplicate-execution',
    'task-returns',
    'task-lost',
  );
});
