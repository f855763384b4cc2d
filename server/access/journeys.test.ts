import { expect, it, onTestFinished } from 'vitest';
import { temporary } from './access.fixture';
import { Journeys, JOURNEY_SECONDS } from './journeys';
import { openSqliteAccessStore } from './sqlite-access-store';

function open() {
  const store = openSqliteAccessStore(temporary());
  onTestFinished(() => store.close());
  const clock = { now: 1_800_000_000 };
  return { journeys: new Journeys(store, () => clock.now), clock };
}

it('a way to a provider is gone once, also by a browser that kept its cookie', async () => {
  const { journeys } = open();
  const begun = await journeys.begin('/queues/');
  const secret = begun?.secret ?? '';
  expect(await journeys.end(secret)).toMatchObject({ ...begun?.journey, next: '/queues/' });
  expect(await journeys.end(secret)).toBeNull();
});

it('of two who come back at once one is let in', async () => {
  const { journeys } = open();
  const secret = (await journeys.begin('/'))?.secret ?? '';
  const ends = await Promise.all([journeys.end(secret), journeys.end(secret), journeys.end(secret)]);
  expect(ends.filter((end) => end !== null)).toHaveLength(1);
});

it('a way that took too long leads nowhere, nor does one that nobody began', async () => {
  const { journeys, clock } = open();
  const secret = (await journeys.begin('/'))?.secret ?? '';
  clock.now += JOURNEY_SECONDS;
  expect(await journeys.end(secret)).toBeNull();
  expect(await journeys.end('x'.repeat(43))).toBeNull();
});
