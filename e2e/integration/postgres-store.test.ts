import { build } from 'esbuild';
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { raw, sql } from '@/server/store/sql/fragment';
import { migrate } from '@/server/store/postgres/migrate';
import { openPgDatabase } from '@/server/store/postgres/pg-database';
import { MIGRATIONS } from '@/server/store/postgres/schema';
import type { Database } from '@/server/store/postgres/session';
import { openPostgresReader, openPostgresWriter } from '@/server/store/postgres';
import { batchOf, queryOf, taskOf, uuidOf } from '@/server/store/store.fixture';
import { StoreError, type StoreWriter } from '@/server/store/store';
import { startPostgres, type PostgresServer } from '../support/postgres-server';
import { waitFor } from '../support/redis-server';
import { stopAll } from '../support/stop-all';

const root = process.cwd();
// Under node_modules, so that the packages that stay outside are found.
const folder = join(root, `node_modules/.cache/celeryscope-postgres-writer-${process.pid}`);
const bundle = join(folder, 'writer.mjs');
let server: PostgresServer;
let threads: Worker[] = [];
let lines: string[] = [];
let lost: string[] = [];
const closers: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  server = await startPostgres();
  mkdirSync(folder, { recursive: true });
  await build({
    entryPoints: [join(root, 'server/store/postgres/writer-thread.ts')],
    outfile: bundle,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    alias: { '@': root },
  });
});
beforeEach(() => {
  [threads, lines, lost] = [[], [], []];
});
afterEach(async () => {
  server.thaw();
  await stopAll(...closers.splice(0));
  for (const thread of threads) await thread.terminate();
  const database = await openPgDatabase({ url: server.url, connections: 1 });
  await database.transaction({ mode: 'write', timeoutMs: 10_000 }, (session) =>
    session.query(raw('DROP SCHEMA IF EXISTS celeryscope CASCADE')),
  );
  await database.close();
});
afterAll(() => {
  rmSync(folder, { recursive: true });
  return server.stop();
});

async function openWriter(url = server.url): Promise<StoreWriter> {
  const { writer } = await openPostgresWriter({
    url,
    leaseToken: null,
    start(workerData, transferList) {
      const thread = new Worker(bundle, { workerData, transferList: [...transferList] });
      threads.push(thread);
      return thread;
    },
    settledAt: () => Date.now() / 1000,
    lost: (cause) => void lost.push(cause),
    log: (text) => void lines.push(text),
  });
  return writer;
}

async function openReader(): ReturnType<typeof openPostgresReader> {
  const opened = await openPostgresReader({ url: server.url });
  closers.push(opened.close);
  return opened;
}

async function openDatabase(schema?: string): Promise<Database> {
  const database = await openPgDatabase({ url: server.url, connections: 2, schema });
  closers.push(() => database.close());
  return database;
}

const write = { mode: 'write', timeoutMs: 10_000 } as const;

it('keeps what was written for the next collector, which knows of every task', async () => {
  const first = await openWriter();
  const tasks = Array.from({ length: 3_000 }, (_, n) => taskOf(uuidOf(n), n % 2 ? {} : { state: 'STARTED' }));
  await first.write(batchOf({ tasks }));
  await first.close();
  const second = await openWriter();
  expect(second.loadInFlight(10_000)).toHaveLength(1_500);
  expect(tasks.slice(0, 50).map(({ uuid }) => second.loadTask(uuid))).toEqual(tasks.slice(0, 50));
  expect(second.loadTask(uuidOf(5_000))).toBeNull();
  expect(second.watchedUntil()).toBeGreaterThan(0);
  // Tasks that ended go from among those that have not to their day, and are there once.
  await second.write(batchOf({ tasks: tasks.map((task) => ({ ...task, state: 'SUCCESS' })) }));
  const { reader } = await openReader();
  expect(await reader.countsByState()).toEqual({ SUCCESS: 3_000 });
  expect((await reader.count(queryOf('task:shop.add runtime:>1s'))).value).toBe(3_000);
  await second.close();
  expect([lost, lines]).toEqual([[], []]);
});

it('fails while the database is down, says where it is but not the password, and goes on when it is back', async () => {
  const writer = await openWriter();
  const { reader } = await openReader();
  await writer.write(batchOf({ tasks: [taskOf(uuidOf(1))] }));
  await server.kill();
  const refused = await writer.write(batchOf({ tasks: [taskOf(uuidOf(2))] })).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(StoreError);
  expect(refused).toMatchObject({ code: 'io' });
  const asked = await reader.tasks(queryOf()).catch((error: unknown) => error);
  expect(asked).toMatchObject({ code: 'io' });
  // A stored task can't be looked up; that stops nobody, and is said.
  expect(writer.loadTask(uuidOf(1))).toBeNull();
  expect(lines).toHaveLength(1);
  for (const text of [String(refused), String(asked), ...lines]) {
    expect(text).toContain(`127.0.0.1:${server.port}`);
    for (const secret of [server.password, encodeURIComponent(server.password), 'night'])
      expect(text).not.toContain(secret);
  }
  await server.restart();
  await waitFor(
    () =>
      writer.write(batchOf({ tasks: [taskOf(uuidOf(2))] })).then(
        () => true,
        () => null,
      ),
    'the database to take a write',
  );
  expect((await reader.size()).tasks).toBe(2);
  await writer.close();
  expect(lost).toEqual([]);
});

it('holds nobody up when the database has stopped answering', async () => {
  const writer = await openWriter();
  await writer.write(batchOf({ tasks: [taskOf(uuidOf(1))] }));
  server.freeze();
  expect(writer.loadTask(uuidOf(1))).toBeNull();
  expect(lines).toEqual([expect.stringContaining('took too long')]);
  // For a while none is tried.
  expect(writer.loadTask(uuidOf(1))).toBeNull();
  expect(lines).toHaveLength(1);
  server.thaw();
  await waitFor(() => Promise.resolve(writer.loadTask(uuidOf(1)) === null ? null : true), 'a task to be loaded again');
  await writer.close();
});

it('stops a question that nobody waits for any more', async () => {
  const writer = await openWriter();
  const database = await openDatabase();
  const leaving = new AbortController();
  const asked = database.transaction({ mode: 'read', timeoutMs: 60_000, signal: leaving.signal }, (session) =>
    session.query(raw('SELECT pg_sleep(60)')),
  );
  const sleepers = async (): Promise<number> => {
    const { rows } = await database.transaction({ mode: 'read', timeoutMs: 5_000 }, (session) =>
      session.query<{ found: number }>(
        raw(`SELECT count(*) AS found FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND state = 'active'`),
      ),
    );
    return rows[0]?.found ?? 0;
  };
  await waitFor(async () => (await sleepers()) === 1 || null, 'the question to run');
  leaving.abort();
  await expect(asked).rejects.toMatchObject({ code: 'gone' });
  expect(await sleepers()).toBe(0);
  await writer.close();
});

it('ends a question that takes too long, whatever it is', async () => {
  const database = await openDatabase();
  const asked = database.transaction({ mode: 'read', timeoutMs: 200 }, (session) =>
    session.query(raw('SELECT pg_sleep(60)')),
  );
  await expect(asked).rejects.toMatchObject({ code: 'timeout' });
  // The connection is as good as before.
  const { rows } = await database.transaction({ mode: 'read', timeoutMs: 5_000 }, async (session) => {
    expect(await session.within(100, () => session.query(raw('SELECT pg_sleep(60)')))).toBeNull();
    return session.query<{ one: number }>(raw('SELECT 1 AS one'));
  });
  expect(rows).toEqual([{ one: 1 }]);
});

it('is prepared once by those who begin at the same time', async () => {
  const databases = await Promise.all(Array.from({ length: 5 }, () => openDatabase('together')));
  await Promise.all(databases.map((database) => migrate(database, 'together')));
  const [database] = databases;
  const { rows } = (await database?.transaction(write, (session) =>
    session.query<{ version: number }>(raw('SELECT version FROM schema_version')),
  )) ?? { rows: [] };
  expect(rows).toEqual(MIGRATIONS.map((_, index) => ({ version: index + 1 })));
  await database?.transaction(write, (session) => session.query(raw('DROP SCHEMA together CASCADE')));
});

it('refuses a database that a newer version wrote, and one that no collector has prepared', async () => {
  await expect(openReader()).rejects.toMatchObject({
    code: 'io',
    message: expect.stringContaining('collector') as string,
  });
  await (await openWriter()).close();
  const database = await openDatabase();
  await database.transaction(write, (session) =>
    session.query(sql`INSERT INTO schema_version VALUES (${MIGRATIONS.length + 1}::int4, now())`),
  );
  await expect(openWriter()).rejects.toMatchObject({ code: 'newer_schema' });
  await expect(openReader()).rejects.toMatchObject({ code: 'newer_schema' });
});

it('says in one line why it can not connect', async () => {
  const wrong = server.url.replace(encodeURIComponent(server.password), 'wrong-secret');
  const refused = await openWriter(wrong).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: 'io' });
  expect(String(refused)).toMatch(
    /^StoreError: The database at 127\.0\.0\.1:\d+\/postgres [^\n]+authentication failed[^\n]+$/,
  );
  expect(String(refused)).not.toContain('wrong-secret');
});

it('tells a row that no column takes from a fault of the database', async () => {
  const writer = await openWriter();
  const bad = { code: 'bad_row' };
  await expect(writer.write(batchOf({ tasks: [taskOf('a', { retries: 0.5 })] }))).rejects.toMatchObject(bad);
  await expect(writer.write(batchOf({ tasks: [taskOf(randomBytes(20_000).toString('hex'))] }))).rejects.toMatchObject(
    bad,
  );
  await writer.write(batchOf({ tasks: [taskOf('a')] }));
  expect(writer.loadTask('a')).toEqual(taskOf('a'));
  await writer.close();
});

it('neither waits for who reads nor lets others wait, when a day begins and when one is dropped', async () => {
  const DAY = 86_400;
  const writer = await openWriter();
  const now = Date.now() / 1000;
  await writer.write(batchOf({ tasks: [taskOf(uuidOf(1), { updatedAt: now - 9 * DAY })] }));
  const database = await openDatabase();
  const { reader } = await openReader();
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
  const writer = await openWriter();
  const tasks = Array.from({ length: 20 }, (_, n) => taskOf(uuidOf(n), { name: `made.up.${n}`, updatedAt: n }));
  await writer.write(batchOf({ tasks: [...tasks, taskOf('kept', { name: 'kept', updatedAt: Date.now() / 1000 })] }));
  while (await writer.prune({ retentionSeconds: 3_600, maxTasks: 1_000_000, now: Date.now() / 1000 }));
  await writer.close();
  const second = await openWriter();
  const database = await openDatabase();
  const { rows } = await database.transaction({ mode: 'read', timeoutMs: 5_000 }, (session) =>
    session.query<{ value: string }>(raw('SELECT value FROM dict WHERE kind = 2')),
  );
  expect(rows).toEqual([{ value: 'kept' }]);
  await second.close();
});

it('drops a day as a whole when it is too old, and keeps of it what has not ended', async () => {
  const DAY = 86_400;
  const writer = await openWriter();
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
  const database = await openDatabase();
  expect(await days()).toBe(10);
  while (await writer.prune({ retentionSeconds: 3 * DAY, maxTasks: 1_000_000, now }));
  expect(await days()).toBeLessThanOrEqual(4);
  const { reader } = await openReader();
  expect(await reader.countsByState()).toEqual({ SUCCESS: 16, STARTED: 1 });
  expect(writer.loadTask(uuidOf(39))).toEqual(tasks[39]);

  await writer.close();
});

it('says that it is busy when no connection comes free, which is no fault of the database', async () => {
  const database = await openPgDatabase({ url: server.url, connections: 1 });
  closers.push(() => database.close());
  const read = { mode: 'read', timeoutMs: 60_000 } as const;
  const held = Promise.withResolvers<undefined>();
  const holding = database.transaction(read, () => held.promise);
  await expect(database.transaction(read, () => Promise.resolve(1))).rejects.toMatchObject({ code: 'busy' });
  held.resolve(undefined);
  await holding;
  expect(await database.transaction(read, () => Promise.resolve(1))).toBe(1);
});
