import { expect } from 'vitest';
import { lockApp, sendLocked } from '../support/lock-packages';
import { scenario, stage } from '../support/stage';

const on = stage();

scenario(on, 'a killed run leaves its lock of celery-once', 'overlapping-runs', async (play) => {
  const victim = await on.start('victim@alpha', ['once'], { app: lockApp() });
  const uuid = await sendLocked(on.brokerUrl, 'once', 3600, 'once');
  await on.program.untilTask(uuid, ({ task }) => task.state === 'STARTED', 'its start');
  await victim.kill();
  await on.start('heir@alpha', ['once'], { app: lockApp() });
  play.fault();
  const finding = await play.found('overlapping-runs', { kind: 'type', id: 'scope.once' });
  expect(await sendLocked(on.brokerUrl, 'once', 3600, 'once')).toBe('None');
  play.cause(() => {
    expect(finding.sentence).toContain('celery-once still holds its lock, though nothing of it waits or runs');
    expect(finding.evidence.map(({ claim }) => claim).join('\n')).toContain('qo_scope.once_seconds-3600.0 lies in');
    expect(finding.advice.setting).toMatch(
      /^redis-cli -n 0 DEL qo_scope\.once_seconds-3600\.0\n.*once=\{"timeout": \d+\}/,
    );
  });
  await on.redis.client.del('qo_scope.once_seconds-3600.0');
  await play.closed(finding);
  await play.nothingBut('overlapping-runs', 'worker-gone', 'worker-unknown', 'task-lost', 'queue-without-consumer');
});

scenario(on, 'a revoked task leaves its lock of celery-singleton for ever', 'overlapping-runs', async (play) => {
  const worker = await on.start('single@alpha', ['single'], { app: lockApp() });
  const uuid = await sendLocked(on.brokerUrl, 'single', 1, 'single', 10);
  await on.program.untilTask(uuid, ({ task }) => task.state === 'RECEIVED', 'its receipt');
  await on.program.post(`/api/v1/tasks/${uuid}/revoke`, {});
  await on.program.untilTask(uuid, ({ task }) => task.state === 'REVOKED', 'its end');
  play.fault();
  const finding = await play.found('overlapping-runs', { kind: 'type', id: 'scope.single' });
  expect(await sendLocked(on.brokerUrl, 'single', 1, 'single')).toBe(uuid);
  play.cause(() => {
    expect(finding.sentence).toContain(`not sent any more with the arguments of ${uuid}`);
    const claims = finding.evidence.map(({ claim }) => claim);
    expect(claims).toContain(`${uuid} is REVOKED`);
    expect(claims.join('\n')).toContain('never expires');
    expect(finding.advice.setting).toMatch(/^redis-cli -n 0 DEL SINGLETONLOCK_[\da-f]{32}\n.*lock_expiry=\d+/);
  });
  const [key = ''] = await on.redis.client.keys('SINGLETONLOCK_*');
  await on.redis.client.del(key);
  await play.closed(finding);
  await play.nothingBut('overlapping-runs');
  await worker.stop();
});

scenario(on, 'a killed beat leaves the lock of redbeat', 'overlapping-runs', async (play) => {
  const schedule = { tick: { task: 'scope.add', schedule: 5, args: [1, 2], options: { queue: 'beat' } } };
  const settings = { beat_schedule: schedule, redbeat_redis_url: on.brokerUrl };
  const worker = await on.start('ticks@alpha', ['beat'], { app: lockApp() });
  const redbeat = { args: ['-S', 'redbeat.RedBeatScheduler'], app: lockApp() };
  const beat = on.beat(settings, redbeat);
  await on.program.until('tasks', '?q=queue:beat', (page) => page.tasks.length >= 6, 'what beat sends');
  await beat.kill();
  play.fault();
  const finding = await play.found('overlapping-runs', { kind: 'cluster', id: 'beat' });
  play.cause(() => {
    expect(finding.sentence).toMatch(/^redbeat sends nothing: redbeat:tick was due at .*Another beat waits until /);
    expect(finding.advice.setting).toMatch(/^redis-cli -n 0 DEL redbeat::lock\n/);
  });
  // Its schedule stands in Redis, and in no worker's settings.
  const missed = await play.found('periodic-missed', { kind: 'type', id: 'scope.add' });
  expect(missed.evidence.map(({ claim }) => claim).join('\n')).toContain(
    "tick stands in redbeat's schedule: scope.add",
  );
  const next = on.beat(settings, redbeat);
  await on.redis.client.del('redbeat::lock');
  await play.closed(finding);
  await play.closed(missed);
  await play.nothingBut('overlapping-runs', 'periodic-missed');
  await next.kill();
  await worker.stop();
});
