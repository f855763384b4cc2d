import { writeFileSync } from 'node:fs';
import { expect } from 'vitest';
import { waitFor } from '../support/redis-server';
import type { Play, Stage } from '../support/stage';

/** Settings with entries that beat sends to this queue every five seconds. */
function scheduleOf(
  queue: string,
  entries: Readonly<Record<string, readonly [task: string, args: readonly unknown[]]>>,
) {
  return {
    beat_schedule: Object.fromEntries(
      Object.entries(entries).map(([name, [task, args]]) => [name, { task, args, schedule: 5, options: { queue } }]),
    ),
  };
}

/** Beat is killed. */
export async function killBeat(on: Stage, play: Play): Promise<void> {
  const settings = scheduleOf('ticks', { tick: ['scope.add', [1, 2]], tock: ['scope.add', [3, 4]] });
  const worker = await on.start('ticks@alpha', ['ticks'], { settings });
  const beat = on.beat(settings);
  await waitFor(() => (beat.output().match(/Sending due task tock/g)?.length ?? 0) >= 5 || null, 'five ticks');
  await beat.kill();
  play.fault();
  const finding = await play.found('periodic-missed', { kind: 'cluster', id: 'beat' });
  play.cause(() => {
    expect(finding.severity).toBe('critical');
    expect(finding.sentence).toContain(`Beat has sent nothing since`);
    expect(finding.sentence).toContain(`gen${beat.pid}@`);
    expect(finding.related).toEqual([{ kind: 'type', id: 'scope.add' }]);
  });
  const next = on.beat(settings);
  await play.closed(finding);
  await play.nothingBut('periodic-missed');
  await next.kill();
  await worker.stop();
}

/** A second beat is started. */
export async function beatTwice(on: Stage, play: Play): Promise<void> {
  const settings = scheduleOf('doubled', { twice: ['scope.add', [5, 6]] });
  const worker = await on.start('doubled@alpha', ['doubled'], { settings });
  const beat = on.beat(settings);
  await waitFor(() => /Sending due task twice/.test(beat.output()) || null, 'a tick');
  const second = on.beat(settings);
  play.fault();
  const finding = await play.found('periodic-doubled', { kind: 'cluster', id: 'beat' });
  play.cause(() => {
    expect(finding.sentence).toContain("Two processes send beat's schedule: twice every");
    for (const { pid } of [beat, second]) expect(finding.sentence).toContain(`gen${pid}@`);
  });
  await second.kill();
  await play.closed(finding);
  await play.nothingBut('periodic-doubled');
  await beat.kill();
  await worker.stop();
}

/** A periodic task takes longer than its interval. */
export async function pileUpRuns(on: Stage, play: Play): Promise<void> {
  const gate = on.path('pile');
  const settings = scheduleOf('piled', { slow: ['scope.late_until', [gate]] });
  const worker = await on.start('piled@alpha', ['piled'], { settings });
  const beat = on.beat(settings);
  play.fault();
  const finding = await play.found('periodic-pileup', { kind: 'type', id: 'scope.late_until' });
  play.cause(() => {
    expect(finding.sentence).toContain('messages of the periodic task slow (scope.late_until) wait');
    expect(finding.sentence).toContain('and none of them expires');
    expect(finding.advice.setting).toBe('beat_schedule["slow"]["options"] = {"expires": 5}');
  });
  writeFileSync(gate, '');
  await play.closed(finding);
  await play.nothingBut('periodic-pileup');
  await beat.kill();
  await worker.stop();
}

/** A run of a periodic task goes on when the next one begins. */
export async function overlapRuns(on: Stage, play: Play): Promise<void> {
  const gate = on.path('overlap');
  const settings = scheduleOf('overlapping', { lap: ['scope.late_until', [gate]] });
  const worker = await on.start('laps@alpha', ['overlapping'], { settings, concurrency: 3 });
  const beat = on.beat(settings);
  play.fault();
  const finding = await play.found('overlapping-runs', { kind: 'type', id: 'scope.late_until' });
  play.cause(() => {
    expect(finding.sentence).toMatch(/\d runs of the periodic task lap \(scope\.late_until\) go on at once/);
    expect(finding.advice.setting).toContain('redis_client.lock("beat:lap", timeout=3600)');
  });
  writeFileSync(gate, '');
  await play.closed(finding);
  await play.nothingBut('overlapping-runs', 'periodic-pileup');
  await beat.kill();
  await worker.stop();
}
