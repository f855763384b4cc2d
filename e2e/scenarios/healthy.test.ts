import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { stage } from '../support/stage';

const on = stage();
/** Two by default; an hour before a release. */
const MINUTES = Number(process.env['CELERYSCOPE_HEALTHY_MINUTES'] ?? 2);
const ROUND_SECONDS = 10;
const ROUNDS = MINUTES * (60 / ROUND_SECONDS);
const PATIENCE_MS = (MINUTES * 2 + 5) * 60_000;
// No threads pool: Celery 5.6 loses events of it, which is found (`events-lost`).

it(
  `finds nothing in ${MINUTES} minutes of healthy work on prefork and solo pools, with etas, retries, failures and restarts`,
  { timeout: PATIENCE_MS },
  async () => {
    const late = { settings: { task_acks_late: true, worker_prefetch_multiplier: 1 } };
    let fork = await on.start('fork@alpha', ['fork'], { concurrency: 2 });
    await on.start('late@alpha', ['late'], { concurrency: 2, ...late });
    await on.start('solo@beta', ['solo'], { pool: 'solo' });
    for (let round = 0; round < ROUNDS; round += 1) {
      const nextMs = performance.now() + ROUND_SECONDS * 1000;
      for (const queue of ['fork', 'late', 'solo']) {
        await on.send(queue, 'scope.add', [1, 2], {}, 20);
        await on.send(queue, 'scope.nap', [0.3], {}, 4);
        await on.send(queue, 'scope.fail', ['no stock']);
        await on.send(queue, 'scope.flaky', [1]);
        await on.send(queue, 'scope.add', [1, 2], { countdown: 3 }, 5);
      }
      if (round % 60 === 6) {
        await fork.stop();
        fork = await on.start('fork@alpha', ['fork'], { concurrency: 2 });
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
  },
);
