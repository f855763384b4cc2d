import { expect, it } from 'vitest';
import { parseExposition, type Exposition } from '@/server/metrics/parse-exposition.fixture';
import { waitFor } from '../support/redis-server';
import { stage } from '../support/stage';

const on = stage('redis', {
  settings: { task_send_sent_event: true, worker_prefetch_multiplier: 4 },
  args: ['--metrics-compat', '--task-runtime-metric-buckets', '0.1,10,inf'],
});

const read = async (): Promise<Exposition> => parseExposition(String((await on.program.request('/metrics')).body));
const until = async (holds: (told: Exposition) => boolean, why: string): Promise<Exposition> => {
  let last = '';
  return waitFor(
    async () => {
      const told = await read();
      last = told.samples.map(({ name, labels, value }) => `${name}${JSON.stringify(labels)} ${value}`).join('\n');
      return holds(told) ? told : null;
    },
    () => `${why} in\n${last}`,
  );
};

it('tells Prometheus what workers did, and that one that was killed is gone with all it held', async () => {
  const victim = await on.start('victim@alpha', ['doomed']);
  await on.start('other@beta', ['mail']);
  await on.send('mail', 'scope.add', [1, 2], {}, 3);
  // Where it was sent is told by its sender, who may be slower than a worker that runs it at once.
  await on.send('mail', 'scope.fail', ['no'], { countdown: 1 });
  await on.send('mail', 'scope.flaky', [1]);
  await on.send('doomed', 'scope.nap', [3600], {}, 3);
  const victims = { worker: 'victim@alpha' };
  const others = { worker: 'other@beta' };
  const events = (told: Exposition, task: string, type: string) =>
    told.value('flower_events_total', { ...others, task, type: `task-${type}` });
  const busy = await until(
    (told) =>
      events(told, 'scope.add', 'succeeded') === 3 &&
      events(told, 'scope.flaky', 'succeeded') === 1 &&
      events(told, 'scope.fail', 'failed') === 1 &&
      told.value('flower_worker_number_of_currently_executing_tasks', victims) === 1 &&
      told.value('flower_worker_prefetched_tasks', { ...victims, task: 'scope.nap' }) === 2,
    'all that was done',
  );
  expect(events(busy, 'scope.flaky', 'retried')).toBe(1);
  expect(busy.value('flower_worker_online', victims)).toBe(1);
  expect(busy.value('flower_task_runtime_seconds_count', { ...others, task: 'scope.add' })).toBe(3);
  expect(busy.value('flower_task_runtime_seconds_bucket', { ...others, task: 'scope.add', le: '10.0' })).toBe(3);
  expect(busy.value('flower_task_runtime_seconds_count', { ...others, task: 'scope.fail' })).toBeUndefined();
  expect(busy.value('celeryscope_tasks_ended_total', { task: 'scope.fail', outcome: 'failure' })).toBe(1);
  const sent = busy.of('flower_events_total').filter(({ labels }) => labels['type'] === 'task-sent');
  expect(sent.every(({ labels }) => labels['worker']?.startsWith('gen') === true)).toBe(true);
  const failed = { hostname: 'beta', name: 'scope.fail', queue_name: 'mail', exception: 'ValueError' };
  expect(busy.value('celery_task_failed_total', failed)).toBe(1);
  expect(busy.value('celery_active_worker_count', { queue_name: 'doomed' })).toBe(1);

  await victim.kill();
  const after = await until(
    (told) =>
      told.value('flower_worker_online', victims) === 0 &&
      told
        .of('celeryscope_detector_findings')
        .some(({ labels, value }) => labels['detector'] === 'worker-gone' && value === 1),
    'that it is gone',
  );
  expect(after.value('flower_worker_number_of_currently_executing_tasks', victims)).toBe(0);
  expect(after.value('flower_worker_prefetched_tasks', { ...victims, task: 'scope.nap' })).toBe(0);
  expect(after.value('flower_task_prefetch_time_seconds', { ...victims, task: 'scope.nap' })).toBe(0);
  expect(after.value('celeryscope_worker_slots', victims)).toBe(0);
  expect(after.value('celery_worker_up', { hostname: 'alpha' })).toBe(0);
  expect(after.value('celery_active_worker_count', { queue_name: 'doomed' })).toBe(0);
  expect(after.value('flower_events_total', { ...victims, type: 'task-received' })).toBe(3);
  expect(after.value('flower_worker_online', others)).toBe(1);
});
