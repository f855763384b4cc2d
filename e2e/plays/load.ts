import { expect } from 'vitest';
import { runPython, type CeleryWorkerOptions } from '../support/celery-worker';
import type { Play, Stage } from '../support/stage';

/** More than five thousand tasks that wait for their eta on one worker. */
export async function pileUpEtas(on: Stage, play: Play, options: Partial<CeleryWorkerOptions> = {}): Promise<void> {
  const worker = await on.start('hoarder@alpha', ['etas'], options);
  play.fault();
  await on.send('etas', 'scope.add', [1, 2], { countdown: 900 }, 5100);
  const finding = await play.found('eta-pileup', { kind: 'worker', id: 'hoarder@alpha' });
  play.cause(() => {
    expect(finding.sentence).toMatch(/hoarder@alpha holds 5,\d\d\d tasks in memory until their eta/);
    expect(finding.advice.setting).toBe('worker_eta_task_limit = 1000');
  });
  await worker.stop();
  await on.purge('etas');
  await play.closed(finding);
  await play.nothingBut('eta-pileup', 'queue-without-consumer');
}

/** More comes into a queue than is taken. */
export async function grow(on: Stage, play: Play): Promise<void> {
  const worker = await on.start('slow@alpha', ['growing']);
  play.fault();
  let isFound = false;
  const feed = (async () => {
    while (!isFound) {
      await on.send('growing', 'scope.nap', [0.5], {}, 40);
      await new Promise((resolve) => setTimeout(resolve, 5000));
    }
  })();
  const finding = await play.found('queue-growing', { kind: 'queue', id: 'growing' }).finally(() => (isFound = true));
  await feed;
  play.cause(() => {
    expect(finding.sentence).toMatch(/growing grows by about \d+ a minute and has \d+ messages: if nothing more came/);
    expect(finding.advice.text).toContain('All slots are busy');
  });
  await on.purge('growing');
  await play.closed(finding);
  await play.nothingBut('queue-growing');
  await worker.kill();
}

/** Tasks with a rate limit fill their worker. */
export async function limitRate(on: Stage, play: Play): Promise<void> {
  const settings = { task_annotations: { 'scope.echo': { rate_limit: '6/m' } } };
  const worker = await on.start('slow@alpha', ['mixed'], { settings });
  await on.send('mixed', 'scope.echo', [], {}, 12);
  await on.send('mixed', 'scope.add', [1, 2], {}, 20);
  play.fault();
  const finding = await play.found('rate-limited', { kind: 'type', id: 'scope.echo' });
  play.cause(() => {
    expect(finding.sentence).toContain('wait on slow@alpha for the rate limit of 6/m, and nothing else gets in');
    expect(finding.advice.setting).toBe('task_routes = {"scope.echo": {"queue": "mixed_limited"}}');
  });
  await runPython(
    ['control.py', 'rate_limit', 'slow@alpha', '{"task_name": "scope.echo", "rate_limit": 0}'],
    on.brokerUrl,
  );
  await play.closed(finding);
  await play.nothingBut('rate-limited');
  await worker.stop();
  await on.purge('mixed');
}
