import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { toCellBatch } from '../sql/task-cells';
import type { StoredPast } from '../store';
import { batchOf, deliveryOf, NOW, taskOf, uuidOf } from '../store.fixture';
import { migrate } from './migrate';
import { NamesReader } from './names-reader';
import { pastAt } from './past-reader';
import { PgliteDatabase } from './pglite-database.fixture';
import { PostgresWriter } from './writer';

let lite: PGlite;
let database: PgliteDatabase;

beforeAll(async () => {
  lite = await PGlite.create();
  database = new PgliteDatabase(lite, 'past_test');
  await migrate(database, 'past_test');
  const writer = await PostgresWriter.open({ database, now: () => NOW, beatMs: 3_600_000 });
  const once = Array.from({ length: 30 }, (_, n) => taskOf(uuidOf(n), { startedAt: NOW - 100, worker: 'w1@alpha' }));
  const again = Array.from({ length: 10 }, (_, n) => {
    const task = taskOf(uuidOf(100 + n), { startedAt: NOW - 100, traceback: 'x'.repeat(60_000) });
    const lost = deliveryOf(task, 1, {
      worker: 'w2@alpha',
      endedAt: NOW - 30,
      outcome: 'LOST',
      result: 'x'.repeat(1_000),
    });
    return { ...task, deliveries: [lost, deliveryOf(task, 2, { startedAt: NOW - 20 })] };
  });
  await writer.write(toCellBatch(batchOf({ tasks: [...once, ...again] })), NOW);
  await writer.close();
});
afterAll(() => lite.close());

function past(bounds?: { readonly tasks: number; readonly again: number }): Promise<StoredPast> {
  return database.transaction({ mode: 'read', timeoutMs: 10_000 }, async (session) => {
    const names = new NamesReader();
    await names.refresh(session);
    return pastAt({ session, names, now: NOW }, NOW - 50, 1_000, bounds);
  });
}

it('reads all of what was under way within its bounds, with the deliveries of what ran more than once', async () => {
  const told = await past();
  expect([told.isWhole, told.totals.running]).toEqual([true, 40]);
  expect(told.heldBy).toContainEqual({ worker: 'w2@alpha', running: 10, reserved: 0, scheduled: 0 });
  expect((await past({ tasks: 30, again: 10 })).isWhole).toBe(true);
});

it('says so when it has not read all', async () => {
  const fewer = await past({ tasks: 29, again: 10 });
  expect([fewer.isWhole, fewer.totals.running]).toEqual([false, 39]);
  const fewerAgain = await past({ tasks: 30, again: 9 });
  expect([fewerAgain.isWhole, fewerAgain.totals.running]).toEqual([false, 39]);
});
