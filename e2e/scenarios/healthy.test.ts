import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { runPython } from '../support/celery-worker';
import { stage } from '../support/stage';
import { openRow, writeRow } from '../support/truth-row';

const on = stage();
/** Two by default; an hour before a release. */
const MINUTES = Number(process.env['CELERYSCOPE_HEALTHY_MINUTES'] ?? 2);
const ROUND_SECONDS = 10;
const ROUNDS = MINUTES * (60 / ROUND_SECONDS);
const PATIENCE_MS = (MINUTES * 2 + 5) * 60_000;
/** A schedule (of which others send a task by hand), results that expire, a rate limit that lets all through. */
function settingsOf(brokerUrl: string) {
  const beat_schedule = {
    tick: { task: 'scope.add', args: [1, 2], schedule: 5, options: { queue: 'fork' } },
    nap: { task: 'scope.nap', args: [0.2], schedule: 7, options: { queue: 'late', expires: 30 } },
    minute: { task: 'scope.add', args: [6, 7], schedule: 60, options: { queue: 'solo' } },
  };
  const task_annotations = { 'scope.echo': { rate_limit: '20/s' } };
  return { beat_schedule, task_annotations, result_backend: brokerUrl.replace(/\/0$/, '/1') };
}

const row = openRow('quiet', 'no finding', `${MINUTES} minutes of healthy work`);

// No threads pool: Celery 5.6 loses events of it, which is found (`events-lost`).

it(
  `finds nothing in ${MINUTES} minutes of healthy work on prefork and solo pools, with beat, chords, etas, retries, failures and restarts`,
  { timeout: PATIENCE_MS },
  async () => {
    const settings = settingsOf(on.brokerUrl);
    const late = { ...settings, task_acks_late: true, worker_prefetch_multiplier: 1 };
    let fork = await on.start('fork@alpha', ['fork'], { concurrency: 2, settings });
    await on.start('late@alpha', ['late'], { concurrency: 2, settings: late });
    await on.start('solo@beta', ['solo'], { pool: 'solo', settings });
    let beat = on.beat(settings);
    for (let round = 0; round < ROUNDS; round += 1) {
      const nextMs = performance.now() + ROUND_SECONDS * 1000;
      for (const queue of ['fork', 'late', 'solo']) {
        await on.send(queue, 'scope.add', [1, 2], {}, 20);
        await on.send(queue, 'scope.nap', [0.3], {}, 4);
        await on.send(queue, 'scope.fail', ['no stock']);
        await on.send(queue, 'scope.flaky', [1]);
        await on.send(queue, 'scope.add', [1, 2], { countdown: 3 }, 5);
      }
      await on.send('late', 'scope.echo', [], {}, 5);
      await runPython(['chord.py', 'fork', 'late'], on.brokerUrl, settings);
      if (round % 60 === 6) {
        await fork.stop();
        fork = await on.start('fork@alpha', ['fork'], { concurrency: 2, settings });
      }
      if (round % 60 === 9) {
        await beat.kill();
        beat = on.beat(settings);
      }
      await sleep(Math.max(0, nextMs - performance.now()));
    }
    await sleep(20_000);
    expect(
      (await on.program.findings('all')).map(({ sentence, evidence }) => [
        sentence,
        ...evidence.map(({ claim }) => claim),
      ]),
    ).toEqual([]);
    writeRow({ ...row, rightCause: true });
  },
);
