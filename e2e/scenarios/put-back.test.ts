import { writeFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { InFlightList } from '@/lib/queues/in-flight-list';
import type { PutBackAnswer } from '@/lib/queues/put-back';
import { scenario, stage } from '../support/stage';

const on = stage();

async function inFlight(): Promise<InFlightList> {
  return (await on.program.request('/api/v1/unacked?queue=held')).body as InFlightList;
}

scenario(on, 'kill -9 with an hour of visibility timeout: put back by hand', 'task-returns', async (play) => {
  // Up all the time: had it swept, the message would be back without us.
  const other = await on.start('bystander@alpha', ['quiet']);
  const victim = await on.start('victim@beta', ['held']);
  const gate = on.path('gate');
  const [uuid = ''] = await on.send('held', 'scope.late_until', [gate]);
  await on.program.untilTask(uuid, (t) => t.task.state === 'STARTED', 'its start');
  await victim.kill();
  play.fault();
  const finding = await play.found('task-returns', { kind: 'task', id: uuid });
  const [message] = (await inFlight()).messages;
  play.cause(() => {
    expect(finding.sentence).toContain('scope.late_until ran on victim@beta, which is gone');
    expect(message).toMatchObject({ uuid, standing: 'abandoned', reason: 'gone-silent', worker: 'victim@beta' });
    expect((message?.returnsAt ?? 0) - (message?.deliveredAt ?? 0)).toBe(3600);
  });

  const messages = [{ deliveryTag: message?.deliveryTag, uuid }];
  const { status, body } = await on.program.post('/api/v1/unacked/put-back', {
    messages,
    workerIsDead: true,
    reason: 'it died',
  });
  expect(status).toBe(200);
  const { results } = body as { readonly results: readonly PutBackAnswer[] };
  expect(results).toMatchObject([{ uuid, outcome: 'put-back', queue: 'held', worker: 'victim@beta' }]);
  expect((await on.program.action('done', uuid)).name).toBe('put-back');
  expect(await on.redis.client.llen('held')).toBe(1);
  await play.closed(finding);

  writeFileSync(gate, '');
  await on.start('next@beta', ['held']);
  const { deliveries } = await on.program.untilTask(uuid, (t) => t.task.state === 'SUCCESS', 'its run');
  expect(deliveries.map(({ worker, outcome }) => [worker, outcome])).toEqual([
    ['victim@beta', 'REQUEUED'],
    ['next@beta', 'SUCCESS'],
  ]);
  expect((await inFlight()).messages).toEqual([]);
  await play.nothingBut(
    'worker-gone',
    'worker-unknown',
    'task-returns',
    'duplicate-execution',
    'queue-without-consumer',
  );
  await other.stop();
});
