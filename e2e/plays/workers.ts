import { expect } from 'vitest';
import { runPython, type CeleryWorkerOptions } from '../support/celery-worker';
import type { Play, Stage } from '../support/stage';

type Options = Partial<CeleryWorkerOptions>;

/** SIGSTOP of a worker's main process, and SIGCONT. */
export async function stopMain(on: Stage, play: Play, options: Options = {}): Promise<void> {
  const worker = await on.start('frozen@alpha', ['frozen'], options);
  process.kill(worker.pid, 'SIGSTOP');
  play.fault();
  const finding = await play.found('worker-unknown', { kind: 'worker', id: 'frozen@alpha' });
  play.cause(() => expect(finding.sentence).toContain('it may be stopped, hung or cut off'));
  process.kill(worker.pid, 'SIGCONT');
  await play.closed(finding);
  await play.nothingBut('worker-unknown');
  await worker.stop();
}

/** A worker goes on beating and takes nothing more. */
export async function wedge(on: Stage, play: Play, options: Options = {}): Promise<void> {
  const worker = await on.start('wedged@alpha', ['wedged'], options);
  await runPython(['control.py', 'wedge', 'wedged@alpha', '{}'], on.brokerUrl);
  await on.send('wedged', 'scope.add', [1, 2], {}, 3);
  play.fault();
  const finding = await play.found('worker-not-consuming', { kind: 'worker', id: 'wedged@alpha' });
  play.cause(() => {
    expect(finding.severity).toBe('critical');
    expect(finding.sentence).toContain('wedged@alpha takes nothing from wedged although a slot is free');
    expect(finding.advice.setting).toBe('celery -A your_app control -d wedged@alpha shutdown');
  });
  await worker.stop();
  const next = await on.start('wedged@alpha', ['wedged'], options);
  await play.closed(finding);
  await play.nothingBut('worker-not-consuming');
  await next.stop();
}

/** A worker without -E. */
export async function tellNothing(on: Stage, play: Play): Promise<void> {
  const worker = await on.start('silent@alpha', ['silent'], { events: false });
  await on.send('silent', 'scope.add', [1, 2], {}, 5);
  play.fault();
  const finding = await play.found('events-disabled', { kind: 'worker', id: 'silent@alpha' });
  play.cause(() => {
    expect(finding.sentence).toBe('silent@alpha runs tasks without telling: task events are off.');
    expect(finding.advice.setting).toContain('enable_events');
  });
  await on.program.post('/api/v1/workers/silent@alpha/enable-events', {});
  await on.send('silent', 'scope.add', [1, 2], {}, 3);
  await play.closed(finding);
  await play.nothingBut('events-disabled');
  await worker.stop();
}

/** Every other bundle of a worker's task events goes astray. */
export async function loseEvents(on: Stage, play: Play): Promise<void> {
  const worker = await on.start('lossy@alpha', ['lossy'], { concurrency: 2 });
  const switched = () => runPython(['control.py', 'lose_events', 'lossy@alpha', '{}'], on.brokerUrl);
  await on.send('lossy', 'scope.add', [1, 2], {}, 40);
  await switched();
  play.fault();
  await on.send('lossy', 'scope.nap', [0.1], {}, 80);
  const finding = await play.found('events-lost', { kind: 'cluster', id: 'events' });
  play.cause(() => {
    expect(finding.sentence).toMatch(/\d\d events of started tasks did not reach us between/);
    expect(finding.evidence.map(({ claim }) => claim).join('\n')).toContain('lossy@alpha (pool prefork)');
  });
  await switched();
  await play.closed(finding);
  await play.nothingBut('events-lost');
  await worker.stop();
}

/** A clock that is 40 s ahead. */
export async function runAhead(on: Stage, play: Play): Promise<void> {
  const right = await on.start('right@alpha', ['right']);
  const worker = await on.start('fast@alpha', ['fast'], { settings: { clock_ahead: 40 } });
  play.fault();
  const finding = await play.found('clock-drift', { kind: 'worker', id: 'fast@alpha' });
  play.cause(() => expect(finding.sentence).toMatch(/The clock of fast@alpha is (39|40|41).* ahead/));
  await worker.stop();
  await play.closed(finding);
  await play.nothingBut('clock-drift');
  await right.stop();
}
