import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Lease, LeaseKeeper, LeaseRequest } from '@/server/store/lease';
import { expectLease, openPostgresLease } from '@/server/store/postgres/lease';
import { openPgDatabase } from '@/server/store/postgres/pg-database';
import type { Database } from '@/server/store/postgres/session';
import { raw } from '@/server/store/sql/fragment';
import { startPostgres, type PostgresServer } from '../support/postgres-server';
import { stopAll } from '../support/stop-all';

const SCHEMA = 'celeryscope';
const WRITE = { mode: 'write', timeoutMs: 10_000 } as const;
let postgres: PostgresServer;
let writing: Database;
const closers: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  postgres = await startPostgres();
  writing = await openPgDatabase({ url: postgres.url, connections: 4, schema: SCHEMA });
});
afterEach(() => stopAll(...closers.splice(0)));
afterAll(() =>
  stopAll(
    () => writing.close(),
    () => postgres.stop(),
  ),
);

async function openKeeper(holder: string): Promise<LeaseKeeper> {
  const database = await openPgDatabase({ url: postgres.url, connections: 1, schema: SCHEMA });
  const keeper = await openPostgresLease({ database, schema: SCHEMA, holder });
  closers.push(() => keeper.close());
  return keeper;
}

const request = (changes: Partial<LeaseRequest> = {}): LeaseRequest => ({
  signal: AbortSignal.timeout(30_000),
  waiting: () => undefined,
  trouble: () => undefined,
  ...changes,
});

async function take(keeper: LeaseKeeper): Promise<Lease> {
  const lease = await keeper.take(request());
  if (lease === null) throw new Error('the lease was not free in time');
  closers.unshift(() => lease.release());
  return lease;
}

/** Takes its time between the proof and what it writes, as a process that is stopped there. */
const writeSlowly = (token: number, between: () => Promise<unknown>): Promise<unknown> =>
  writing.transaction(WRITE, async (session) => {
    await expectLease(session, token);
    await between();
    await session.query(raw(`COMMENT ON TABLE lease IS 'written with ${token}'`));
  });
/** From its next renewal on, the lease holds for an hour. */
async function lastLong(): Promise<void> {
  const run = (text: string) => writing.transaction(WRITE, (session) => session.query(raw(text)));
  await run(`CREATE FUNCTION an_hour() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN NEW.expires := clock_timestamp() + interval ''1 hour''; RETURN NEW; END'`);
  await run('CREATE TRIGGER an_hour BEFORE UPDATE ON lease FOR EACH ROW EXECUTE FUNCTION an_hour()');
  closers.unshift(() => run('DROP FUNCTION an_hour CASCADE'));
  const isLong = raw(`SELECT expires > clock_timestamp() + interval '30 minutes' AS long FROM lease`);
  await expect
    .poll(() => writing.transaction(WRITE, (session) => session.query<{ long: boolean }>(isLong)))
    .toMatchObject({ rows: [{ long: true }] });
}
const comment = (): Promise<unknown> =>
  writing
    .transaction({ mode: 'read', timeoutMs: 5_000 }, (session) =>
      session.query<{ comment: string | null }>(raw(`SELECT obj_description('lease'::regclass) AS comment`)),
    )
    .then(({ rows }) => rows[0]?.comment);

it('goes to one at a time, and to the next at once when it is given up', async () => {
  const [first, second] = [await openKeeper('first'), await openKeeper('second')];
  const lease = await first.take(request());
  const told: string[] = [];
  const waiting = second.take(request({ waiting: (holder) => told.push(holder) }));
  await expect.poll(() => told).toEqual(['first']);
  expect(await Promise.race([waiting, sleep(1_500, 'still waiting')])).toBe('still waiting');
  expect(told).toEqual(['first']);
  await lease?.release();
  const next = await waiting;
  closers.unshift(() => next?.release() ?? Promise.resolve());
  expect(next?.token).toBeGreaterThan(lease?.token ?? Infinity);
  await expect(writeSlowly(lease?.token ?? 0, () => Promise.resolve())).rejects.toMatchObject({ code: 'fenced' });
  await writeSlowly(next?.token ?? 0, () => Promise.resolve());
  expect(await comment()).toBe(`written with ${next?.token ?? 0}`);
});

it('is ours for as long as we renew it, also while our own writer is within a long transaction', async () => {
  const lease = await take(await openKeeper('steady'));
  const other = (await openKeeper('other')).take(request({ signal: AbortSignal.timeout(8_000) }));
  await writeSlowly(lease.token, () => sleep(2_500));
  await writeSlowly(lease.token, () => sleep(2_500));
  expect(await other).toBeNull();
});

it('is taken from one that is stopped within a transaction, which then writes nothing and learns who has it', async () => {
  const stopped = await openKeeper('stopped');
  const lease = await stopped.take(request());
  const token = lease?.token ?? 0;
  const next = Promise.withResolvers<Lease>();
  // It renews no more, and stands between its proof and its commit.
  const write = writeSlowly(token, async () => {
    await writing.transaction(WRITE, (session) => session.query(raw(`UPDATE lease SET expires = '-infinity'`)));
    next.resolve(await take(await openKeeper('next')));
  });
  await expect(write).rejects.toMatchObject({ name: 'StoreError' });
  expect((await next.promise).token).toBeGreaterThan(token);
  expect(await comment()).not.toBe(`written with ${token}`);
  expect(await lease?.lost).toBe('next');
});

it('outlives a database that goes away while it is waited for', async () => {
  const lease = await take(await openKeeper('holder'));
  const told: (string | null)[] = [];
  const stop = new AbortController();
  const waiting = (await openKeeper('patient')).take(
    request({ signal: stop.signal, trouble: (text) => told.push(text) }),
  );
  // Else who waits might find it run out: nobody knows how long a database takes to come back.
  await lastLong();
  await postgres.kill();
  await expect.poll(() => told).toHaveLength(1);
  await postgres.restart();
  await expect.poll(() => told).toHaveLength(2);
  stop.abort();
  expect(await waiting).toBeNull();
  expect(told).toEqual([expect.stringContaining('127.0.0.1'), null]);
  expect(told.join()).not.toContain(postgres.password);
  await writeSlowly(lease.token, () => Promise.resolve());
});
