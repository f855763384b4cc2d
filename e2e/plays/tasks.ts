import { expect } from 'vitest';
import type { CeleryWorkerOptions } from '../support/celery-worker';
import type { Play, Stage } from '../support/stage';

type Options = Partial<CeleryWorkerOptions>;

/** kill -9 of a worker while it runs a task that was acknowledged when it began. */
export async function loseTask(on: Stage, play: Play, options: Options = {}): Promise<void> {
  const victim = await on.start('victim@alpha', ['early'], options);
  const [uuid = ''] = await on.send('early', 'scope.nap', [3600]);
  await on.program.untilTask(uuid, (t) => t.task.state === 'STARTED', 'its start');
  await victim.kill();
  play.fault();
  const finding = await play.found('task-lost', { kind: 'task', id: uuid });
  play.cause(() => {
    expect(finding.severity).toBe('critical');
    expect(finding.sentence).toContain('scope.nap is lost if victim@alpha is dead: it ran it since');
    const source = on.brokerUrl.startsWith('redis') ? /^unacked_index$/ : /^inspect (active|registered)$/;
    expect(finding.evidence.map(({ source }) => source)).toContainEqual(expect.stringMatching(source));
    expect(finding.advice.setting).toBe(
      'task_annotations = {"scope.nap": {"acks_late": True, "reject_on_worker_lost": True}}',
    );
  });
  // By then memory has let go of the task.
  await play.stays(finding, 75);
  await play.nothingBut('task-lost', 'worker-gone', 'worker-unknown');
}

/** A task that kills its pool process and is given back, again and again. */
export async function poison(on: Stage, play: Play): Promise<void> {
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
}

/** A worker of one slot takes tasks ahead that another one, which is free, could run. */
export async function starve(on: Stage, play: Play, options: Options = {}): Promise<void> {
  const settings = { ...options.settings, worker_prefetch_multiplier: 4 };
  const hoarder = await on.start('hoarder@alpha', ['hoard'], { ...options, settings });
  const [long = ''] = await on.send('hoard', 'scope.nap', [40]);
  const waiting = await on.send('hoard', 'scope.add', [1, 2], {}, 3);
  for (const uuid of [long, ...waiting])
    await on.program.untilTask(uuid, ({ task }) => task.worker === 'hoarder@alpha', 'its receipt');
  const free = await on.start('free@beta', ['hoard'], options);
  play.fault();
  const finding = await play.found('prefetch-starvation', { kind: 'worker', id: 'hoarder@alpha' });
  play.cause(() => {
    expect(finding.sentence).toContain('hoarder@alpha holds 3 tasks that free@beta could run: a slot is free there');
    for (const id of waiting) expect(finding.related).toContainEqual({ kind: 'task', id });
    expect(finding.evidence.map(({ claim }) => claim)).toContain('Prefetch 4 = 1 slot × multiplier 4');
    expect(finding.advice.setting).toContain('worker_prefetch_multiplier = 1');
    expect(finding.figure).toMatchObject({ kind: 'slots', rows: [{ reserved: 3 }, { starved: true }] });
  });
  await play.closed(finding);
  await play.nothingBut('prefetch-starvation');
  await hoarder.stop();
  await free.stop();
}

/** One run waits for ever where others took a moment. */
export async function stick(on: Stage, play: Play): Promise<void> {
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
}
