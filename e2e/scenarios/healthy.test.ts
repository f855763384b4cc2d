import { expect, it } from 'vitest';
import { stage } from '../support/stage';

const on = stage();
const ROUNDS = 12;
// No threads pool: Celery 5.6 loses events of it, which is found (`events-lost`).

it('finds nothing in two minutes of healthy work on prefork and solo pools, with etas, retries, failures and a restart', async () => {
  const late = { settings: { task_acks_late: true, worker_prefetch_multiplier: 1 } };
  let fork = await on.start('fork@alpha', ['fork'], { concurrency: 2 });
  await on.start('late@alpha', ['late'], { concurrency: 2, ...late });
  await on.start('solo@beta', ['solo'], { pool: 'solo' });
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const queue of ['fork', 'late', 'solo']) {
      await on.send(queue, 'scope.add', [1, 2], {}, 20);
      await on.send(queue, 'scope.nap', [0.3], {}, 4);
      await on.send(queue, 'scope.fail', ['no stock']);
      await on.send(queue, 'scope.flaky', [1]);
      await on.send(queue, 'scope.add', [1, 2], { countdown: 3 }, 5);
    }
    if (round === ROUNDS / 2) {
      await fork.stop();
      fork = await on.start('fork@alpha', ['fork'], { concurrency: 2 });
    }
    await new Promise((resolve) => setTimeout(resolve, 4000));
  }
  await new Promise((resolve) => setTimeout(resolve, 20_000));
  expect(
    (await on.program.findings('all')).map(({ sentence, evidence }) => [
      sentence,
      ...evidence.map(({ claim }) => claim),
    ]),
  ).toEqual([]);
});
