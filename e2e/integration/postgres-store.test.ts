import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { migrate } from '@/server/store/postgres/migrate';
import { MIGRATIONS } from '@/server/store/postgres/schema';
import { raw, sql } from '@/server/store/sql/fragment';
import { batchOf, queryOf, taskOf, uuidOf } from '@/server/store/store.fixture';
import { startPostgresStore, type PostgresStore } from '../support/postgres-store';
import { waitFor } from '../support/redis-server';

let store: PostgresStore;
beforeAll(async () => {
  store = await startPostgresStore();
});
afterEach(() => store.clear());
afterAll(() => store.stop());

const write = { mode: 'write', timeoutMs: 10_000 } as const;

it('keeps what was written for the next collector, which knows of every task', async () => {
  const first = await store.openWriter();
  const tasks = Array.from({ length: 3_000 }, (_, n) => taskOf(uuidOf(n), n % 2 ? {} : { state: 'STARTED' }));
  await first.write(batchOf({ tasks }));
  await first.close();
  const second = await store.openWriter();
  expect(second.loadInFlight(10_000)).toHaveLength(1_500);
  expect(tasks.slice(0, 50).map(({ uuid }) => second.loadTask(uuid))).toEqual(tasks.slice(0, 50));
  expect(second.loadTask(uuidOf(5_000))).toBeNull();
  expect(second.watchedUntil()).toBeGreaterThan(0);
  // Tasks that ended go from among those that have not to their day, and are there once.
  await second.write(batchOf({ tasks: tasks.map((task) => ({ ...task, state: 'SUCCESS' })) }));
  const { reader } = await store.openReader();
  expect(await reader.countsByState()).toEqual({ SUCCESS: 3_000 });
  expect((await reader.count(queryOf('task:shop.add runtime:>1s'))).value).toBe(3_000);
  await second.close();
  expect([store.lost, store.lines]).toEqual([[], []]);
});

it('is prepared once by those who begin at the same time', async () => {
  const databases = await Promise.all(Array.from({ length: 5 }, () => store.openDatabase({ schema: 'together' })));
  await Promise.all(databases.map((database) => migrate(database, 'together')));
  const [database] = databases;
  const { rows } = (await database?.transaction(write, (session) =>
    session.query<{ version: number }>(raw('SELECT version FROM schema_version')),
  )) ?? { rows: [] };
  expect(rows).toEqual(MIGRATIONS.map((_, index) => ({ version: index + 1 })));
  await database?.transaction(write, (session) => session.query(raw('DROP SCHEMA together CASCADE')));
});

it('refuses a database that a newer version wrote, and one that no collector has prepared', async () => {
  await expect(store.openReader()).rejects.toMatchObject({
    code: 'io',
    message: expect.stringContaining('collector') as string,
  });
  await (await store.openWriter()).close();
  const database = await store.openDatabase();
  await database.transaction(write, (session) =>
    session.query(sql`INSERT INTO schema_version VALUES (${MIGRATIONS.length + 1}::int4, now())`),
  );
  await expect(store.openWriter()).rejects.toMatchObject({ code: 'newer_schema' });
  await expect(store.openReader()).rejects.toMatchObject({ code: 'newer_schema' });
});

it('neither waits for who reads nor lets others wait, when a day begins and when one is dropped', async () => {
  const DAY = 86_400;
  const writer = await store.openWriter();
  const now = Date.now() / 1000;
  await writer.write(batchOf({ tasks: [taskOf(uuidOf(1), { updatedAt: now - 9 * DAY })] }));
  const database = await store.openDatabase();
  const { reader } = await store.openReader();
  const reading = Promise.withResolvers<undefined>();
  const begun = Promise.withResolvers<undefined>();
  const read = database.transaction({ mode: 'read', timeoutMs: 60_000 }, async (session) => {
    await session.query(raw('SELECT count(*) FROM task'));
    begun.resolve(undefined);
    await reading.promise;
  });
  await begun.promise;
  await writer.write(batchOf({ tasks: [taskOf(uuidOf(2), { updatedAt: now })] }));
  const limits = { retentionSeconds: DAY, maxTasks: 1_000_000, now };
  expect(await writer.prune(limits)).toBe(false);
  expect((await reader.size()).tasks).toBe(2);
  reading.resolve(undefined);
  await read;
  await waitFor(async () => {
    await writer.prune(limits);
    return (await reader.size()).tasks === 1 || null;
  }, 'the day to be dropped');
  await writer.close();
});

it('forgets names that nothing has any more when it begins', async () => {
  const writer = await store.openWriter();
  const tasks = Array.from({ length: 20 }, (_, n) => taskOf(uuidOf(n), { name: `made.up.${n}`, updatedAt: n }));
  await writer.write(batchOf({ tasks: [...tasks, taskOf('kept', { name: 'kept', updatedAt: Date.now() / 1000 })] }));
  while (await writer.prune({ retentionSeconds: 3_600, maxTasks: 1_000_000, now: Date.now() / 1000 }));
  await writer.close();
  const second = await store.openWriter();
  const database = await store.openDatabase();
  const { rows } = await database.transaction({ mode: 'read', timeoutMs: 5_000 }, (session) =>
    session.query<{ value: string }>(raw('SELECT value FROM dict WHERE kind = 2')),
  );
  expect(rows).toEqual([{ value: 'kept' }]);
  await second.close();
});

it('drops a day as a whole when it is too old, and keeps of it what has not ended', async () => {
  const DAY = 86_400;
  const writer = await store.openWriter();
  const now = Date.now() / 1000;
  const tasks = Array.from({ length: 40 }, (_, n) =>
    taskOf(uuidOf(n), { updatedAt: now - (n % 10) * DAY, state: n === 39 ? 'STARTED' : 'SUCCESS' }),
  );
  await writer.write(batchOf({ tasks }));
  const days = async (): Promise<number> => {
    const { rows } = await database.transaction({ mode: 'read', timeoutMs: 5_000 }, (session) =>
      session.query<{ found: number }>(
        raw(`SELECT count(*) AS found FROM pg_inherits WHERE inhparent = 'task'::regclass`),
      ),
    );
    return (rows[0]?.found ?? 0) - 1;
  };
  const database = await store.openDatabase();
  expect(await days()).toBe(10);
  while (await writer.prune({ retentionSeconds: 3 * DAY, maxTasks: 1_000_000, now }));
  expect(await days()).toBeLessThanOrEqual(4);
  const { reader } = await store.openReader();
  expect(await reader.countsByState()).toEqual({ SUCCESS: 16, STARTED: 1 });
  expect(writer.loadTask(uuidOf(39))).toEqual(tasks[39]);

  await writer.close();
});
