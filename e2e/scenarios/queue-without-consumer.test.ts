import { expect } from 'vitest';
import { scenario, stage } from '../support/stage';

const on = stage();

scenario(on, 'a typo in the name of a queue', 'queue-without-consumer', async (play) => {
  const worker = await on.start('mailer@alpha', ['emails', 'media']);
  const [uuid = ''] = await on.send('email', 'scope.add', [1, 2]);
  play.fault();
  const finding = await play.found('queue-without-consumer', { kind: 'queue', id: 'email' });
  play.cause(() => {
    expect(finding.sentence).toBe('A message waits in email, which no worker consumes: emails was probably meant.');
    expect(finding.advice.setting).toBe(
      'task_routes = {"scope.add": {"queue": "emails"}}\n' +
        'celery -A your_app control -d mailer@alpha add_consumer email',
    );
  });
  expect((await on.program.get('task', uuid)).findings.map(({ id }) => id)).toContain(finding.id);
  expect((await on.program.get('queue', 'email')).findings.map(({ id }) => id)).toContain(finding.id);
  const catcher = await on.start('catcher@alpha', ['email']);
  await play.closed(finding);
  await play.nothingBut('queue-without-consumer');
  await worker.stop();
  await catcher.stop();
});

scenario(on, 'the only worker of a queue was shut down', 'queue-without-consumer', async (play) => {
  const only = await on.start('only@alpha', ['reports']);
  await only.stop();
  await on.send('reports', 'scope.add', [1, 2]);
  play.fault();
  const finding = await play.found('queue-without-consumer', { kind: 'queue', id: 'reports' });
  play.cause(() => {
    expect(finding.sentence).toContain('only@alpha did, and is gone since');
    expect(finding.advice.setting).toBe('celery -A your_app worker -Q reports');
  });
  await on.start('only@alpha', ['reports']);
  await play.closed(finding);
  await play.nothingBut('queue-without-consumer');
});
