import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { raw } from '@/server/store/sql/fragment';
import { batchOf, NOW, queryOf, taskOf, uuidOf } from '@/server/store/store.fixture';
import { StoreError } from '@/server/store/store';
import { startLostCommit } from '../support/lost-commit';
import { startPostgresStore, type PostgresStore } from '../support/postgres-store';
import { waitFor } from '../support/redis-server';

let store: PostgresStore;
beforeAll(async () => {
  store = await startPostgresStore();
});
afterEach(() => store.clear());
afterAll(() => store.stop());

it('fails while the database is down, says where it is but not the password, and goes on when it is back', async () => {
  const writer = await store.openWriter();
  const { reader } = await store.openReader();
  await writer.write(batchOf({ tasks: [taskOf(uuidOf(1))] }));
  await store.server.kill();
  const refused = await writer.write(batchOf({ tasks: [taskOf(uuidOf(2))] })).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(StoreError);
  expect(refused).toMatchObject({ code: 'io' });
  const asked = await reader.tasks(queryOf()).catch((error: unknown) => error);
  expect(asked).toMatchObject({ code: 'io' });
  // A stored task can't be looked up; that stops nobody, and is said.
  expect(writer.loadTask(uuidOf(1))).toBeNull();
  expect(store.lines).toHaveLength(1);
  for (const text of [String(refused), String(asked), ...store.lines]) {
    expect(text).toContain(`127.0.0.1:${store.server.port}`);
    for (const secret of [store.server.password, encodeURIComponent(store.server.password), 'night'])
      expect(text).not.toContain(secret);
  }
  await store.server.restart();
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
  expect(store.lost).toEqual([]);
});

it('holds nobody up when the database has stopped answering', async () => {
  const writer = await store.openWriter();
  await writer.write(batchOf({ tasks: [taskOf(uuidOf(1))] }));
  store.server.freeze();
  expect(writer.loadTask(uuidOf(1))).toBeNull();
  expect(store.lines).toEqual([expect.stringContaining('took too long')]);
  // For a while none is tried.
  expect(writer.loadTask(uuidOf(1))).toBeNull();
  expect(store.lines).toHaveLength(1);
  store.server.thaw();
  await waitFor(() => Promise.resolve(writer.loadTask(uuidOf(1)) === null ? null : true), 'a task to be loaded again');
  await writer.close();
});

it('stops a question that nobody waits for any more', async () => {
  const writer = await store.openWriter();
  const database = await store.openDatabase();
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
  // Well before it would have ended by itself.
  await expect.poll(sleepers, { timeout: 30_000 }).toBe(0);
  await writer.close();
});

it('ends a question that takes too long, whatever it is', async () => {
  const database = await store.openDatabase();
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

it('says in one line why it can not connect', async () => {
  const wrong = store.server.url.replace(encodeURIComponent(store.server.password), 'wrong-secret');
  const refused = await store.openWriter(wrong).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: 'io' });
  expect(String(refused)).toMatch(
    /^StoreError: The database at 127\.0\.0\.1:\d+\/postgres [^\n]+authentication failed[^\n]+$/,
  );
  expect(String(refused)).not.toContain('wrong-secret');
});

it('tells a row that no column takes from a fault of the database', async () => {
  const writer = await store.openWriter();
  const bad = { code: 'bad_row' };
  await expect(writer.write(batchOf({ tasks: [taskOf('a', { retries: 0.5 })] }))).rejects.toMatchObject(bad);
  await expect(writer.write(batchOf({ tasks: [taskOf(randomBytes(20_000).toString('hex'))] }))).rejects.toMatchObject(
    bad,
  );
  await writer.write(batchOf({ tasks: [taskOf('a')] }));
  expect(writer.loadTask('a')).toEqual(taskOf('a'));
  await writer.close();
});

it('says that it is busy when no connection comes free, which is no fault of the database', async () => {
  const database = await store.openDatabase({ connections: 1 });
  const read = { mode: 'read', timeoutMs: 60_000 } as const;
  const held = Promise.withResolvers<undefined>();
  const holding = database.transaction(read, () => held.promise);
  await expect(database.transaction(read, () => Promise.resolve(1))).rejects.toMatchObject({ code: 'busy' });
  held.resolve(undefined);
  await holding;
  expect(await database.transaction(read, () => Promise.resolve(1))).toBe(1);
});

it('stores nothing twice when a batch was stored but the answer was lost on the way', async () => {
  const network = await startLostCommit(store.server.port);
  const writer = await store.openWriter(store.server.url.replace(`:${store.server.port}/`, `:${network.port}/`));
  const uuid = uuidOf(1);
  const task = taskOf(uuid, { state: 'STARTED', endedAt: null });
  const line = (n: number) => ({
    uuid,
    entry: { at: NOW + n, type: 'task-progress', worker: null, text: `line ${n}` },
  });
  network.loseCommitOf(uuid);
  const refused = writer.write(batchOf({ tasks: [task], timeline: [line(1), line(2)] }));
  await expect(refused).rejects.toMatchObject({ code: 'io' });
  expect(network.lost()).toBe(1);
  const { reader } = await store.openReader();
  const lines = async (): Promise<readonly string[]> =>
    ((await reader.task(uuid))?.timeline ?? []).flatMap(({ type, text }) => (type === 'task-progress' ? [text] : []));
  expect(await lines()).toEqual(['line 1', 'line 2']);
  await writer.write(batchOf({ tasks: [{ ...task, state: 'SUCCESS' }], timeline: [line(1), line(2), line(3)] }));
  expect(await lines()).toEqual(['line 1', 'line 2', 'line 3']);
  expect(await reader.countsByState()).toEqual({ SUCCESS: 1 });
  await writer.close();
  await network.close();
  expect(store.lost).toEqual([]);
});
