import { expect, it } from 'vitest';
import { workerView } from '../workers/worker.fixture';
import { createSlotUse } from './slot-use';

const worker = (active: number) => workerView('w1@alpha', { active, concurrency: 4 });

it('tells the mean of many looks, whatever the last one met', () => {
  const use = createSlotUse();
  for (let now = 0; now < 60; now += 1) use.look([worker(now % 2 === 0 ? 4 : 2)], now);
  expect(use.meanOf('w1@alpha')).toBe(3);
});

it('forgets what is older than three minutes', () => {
  const use = createSlotUse();
  for (let now = 0; now < 400; now += 1) use.look([worker(now < 200 ? 4 : 0)], now);
  expect(use.meanOf('w1@alpha')).toBe(0);
});

it('knows nothing at first, and of a worker that is gone or no more told', () => {
  const use = createSlotUse();
  use.look([worker(4)], 0);
  expect(use.meanOf('w1@alpha')).toBeNull();
  for (let now = 0; now < 60; now += 1) use.look([worker(4)], now);
  use.look([], 60);
  expect(use.meanOf('w1@alpha')).toBeNull();
});
