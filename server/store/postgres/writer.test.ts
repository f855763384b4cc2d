import { PGlite } from '@electric-sql/pglite';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { raw } from '../sql/fragment';
import { toCellBatch } from '../sql/task-cells';
import { StoreError, type StoreBatch } from '../store';
import { batchOf, NOW, taskOf, uuidOf } from '../store.fixture';
import { migrate } from './migrate';
import { PgliteDatabase } from './pglite-database.fixture';
import type { Database, Session } from './session';
import { readTask } from './task-reader';
import { PostgresWriter } from './writer';

const DAY = 86_400;
let lite: PGlite;
let database: Database;
let isAnswerLost = false;
let writer: PostgresWriter;

beforeAll(async () => {
  lite = await PGlite.create();
});
afterAll(() => lite.close());
beforeEach(async () => {
  await lite.exec('DROP SCHEMA IF EXISTS writer_test CASCADE');
  database = new PgliteDatabase(lite, 'writer_test');
  await migrate(database, 'writer_test');
  isAnswerLost = false;
  const losing: Database = {
    async transaction(options, work) {
      const result = await database.transaction(options, work);
      if (isAnswerLost && options.mode === 'write') throw new StoreError('io', 'The connection broke.');
      return result;
    },
    close: () => database.close(),
  };
  writer = await PostgresWriter.open({ database: losing, now: () => NOW, beatMs: 3_600_000 });
  // The ids that were there before have been learned when every later transaction is through.
  await read((session) => session.query(raw('SELECT 1')));
});
afterEach(() => writer.close());

const read = <T>(work: (session: Session) => Promise<T>): Promise<T> =>
  database.transaction({ mode: 'read', timeoutMs: 10_000 }, work);
const write = (batch: Partial<StoreBatch>): Promise<void> => writer.write(toCellBatch(batchOf(batch)), NOW);

it('stores a task once, and counts it once, when it was stored but nobody was told', async () => {
  const task = taskOf(uuidOf(1), { state: 'STARTED', endedAt: null });
  isAnswerLost = true;
  await expect(write({ tasks: [task] })).rejects.toMatchObject({ code: 'io' });
  isAnswerLost = false;
  // It ended meanwhile, and so belongs to its day.
  await write({ tasks: [{ ...task, state: 'SUCCESS' }] });
  const days = await read((session) => session.query<{ day: number }>(raw('SELECT day FROM task')));
  expect(days.rows).toEqual([{ day: Math.floor(task.updatedAt / DAY) }]);
  const counts = await read((session) =>
    session.query(
      raw(`SELECT d.value, sum(y.tasks)::int4 AS tasks FROM tally y JOIN dict d ON d.id = y.id
           WHERE d.value IN ('STARTED', 'SUCCESS', 'shop.add') GROUP BY d.value HAVING sum(y.tasks) <> 0 ORDER BY d.value`),
    ),
  );
  expect(counts.rows).toEqual([
    { value: 'SUCCESS', tasks: 1 },
    { value: 'shop.add', tasks: 1 },
  ]);
});

it('keeps each line of a timeline once, and the newest, when the batch was stored but nobody was told', async () => {
  const uuid = uuidOf(1);
  const linesOf = async (): Promise<readonly string[]> =>
    (await read((session) => readTask(session, uuid)))?.lines.map(({ text }) => text) ?? [];
  const timeline = (from: number, to: number): StoreBatch['timeline'] =>
    Array.from({ length: to - from }, (_, n) => ({
      uuid,
      entry: { at: NOW + from + n, type: 'task-progress', worker: 'w1@alpha', text: `line ${from + n}\0` },
    }));
  const texts = (from: number, to: number): readonly string[] => timeline(from, to).map((_, n) => `line ${from + n}␀`);
  const loseAnswerOf = async (batch: Partial<StoreBatch>): Promise<void> => {
    isAnswerLost = true;
    await expect(write(batch)).rejects.toMatchObject({ code: 'io' });
    isAnswerLost = false;
  };
  const task = taskOf(uuid, { state: 'STARTED', endedAt: null });
  await loseAnswerOf({ tasks: [task], timeline: timeline(0, 3) });
  // What came meanwhile is in the next batch, and the task goes to its day.
  await write({ tasks: [{ ...task, state: 'SUCCESS' }], timeline: timeline(0, 5) });
  expect(await linesOf()).toEqual(texts(0, 5));
  await loseAnswerOf({ timeline: timeline(5, 700) });
  await write({ timeline: timeline(5, 710) });
  expect(await linesOf()).toEqual(texts(510, 710));
});

it('adds to what is stored of a task that could not be looked up', async () => {
  const stored = taskOf(uuidOf(1), {
    state: 'STARTED',
    endedAt: null,
    runtimeSeconds: null,
    result: null,
    rootId: uuidOf(9),
  });
  await write({ tasks: [stored] });
  const alone = taskOf(uuidOf(1), {
    name: null,
    args: null,
    kwargs: null,
    queue: null,
    rootId: null,
    sentAt: null,
    receivedAt: null,
    startedAt: null,
  });
  await writer.write(toCellBatch(batchOf({})), NOW, [alone, taskOf(uuidOf(2))]);
  const whole = await read((session) => readTask(session, uuidOf(1)));
  expect(whole?.task).toEqual({ ...taskOf(uuidOf(1)), rootId: uuidOf(9) });
  expect((await read((session) => readTask(session, uuidOf(2))))?.task).toEqual(taskOf(uuidOf(2)));
});
