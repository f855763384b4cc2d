import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { openPgDatabase } from '@/server/store/postgres/pg-database';
import type { Database } from '@/server/store/postgres/session';
import { raw } from '@/server/store/sql/fragment';
import { eventMessage, taskEvent } from '../support/event-message';
import { startPostgres, type PostgresServer } from '../support/postgres-server';
import {
  runProgram,
  spawnProgram,
  startProgram,
  temporaryFolder,
  type Program,
  type ProgramProcess,
} from '../support/program';
import { startRedis, waitFor, type RedisServer } from '../support/redis-server';
import { stopAll } from '../support/stop-all';

const folder = temporaryFolder();
let redis: RedisServer;
let postgres: PostgresServer;
let database: Database;
let web: Program;
const collectors: ProgramProcess[] = [];

beforeAll(async () => {
  [redis, postgres] = await Promise.all([startRedis(), startPostgres()]);
  database = await openPgDatabase({ url: postgres.url, connections: 2 });
  const args = ['web', '--share', redis.url, '--store', postgres.url];
  web = await startProgram({ dataDir: folder.path, args });
});
afterEach(async () => {
  for (const collector of collectors.splice(0)) {
    collector.signal('SIGCONT');
    collector.signal('SIGKILL');
    await collector.exited;
  }
  // The next test need not wait until it runs out.
  if ((await lease()) === undefined) return;
  await database.transaction({ mode: 'write', timeoutMs: 5_000 }, (session) =>
    session.query(raw(`UPDATE lease SET expires = '-infinity'`)),
  );
});
afterAll(() =>
  stopAll(
    () => web.stop(),
    () => database.close(),
    () => redis.stop(),
    () => postgres.stop(),
    () => folder.remove(),
  ),
);

async function startCollector(): Promise<ProgramProcess> {
  const place = ['--broker-url', redis.url, '--store', postgres.url];
  const run = spawnProgram(['collector', ...place, '--share', redis.url, '--log-level', 'info']);
  collectors.push(run);
  await saidBy(run, 'collects from');
  return run;
}

async function startLeader(): Promise<ProgramProcess> {
  const from = Date.now() / 1000;
  const run = await startCollector();
  await waitFor(async () => (await lease())?.holder.endsWith(`:${run.pid}`) || null, 'its lease');
  await connected(from);
  return run;
}

async function startStandby(): Promise<ProgramProcess> {
  const run = await startCollector();
  await saidBy(run, 'stands by');
  return run;
}

const saidBy = (run: ProgramProcess, text: string): Promise<true> =>
  waitFor(
    () => run.output().includes(text) || null,
    () => `"${text}" in:\n${run.output()}`,
  );
const connected = (since = 0): Promise<unknown> =>
  web.until(
    'status',
    '',
    ({ broker, collector }) => broker.state === 'connected' && collector.startedAt > since,
    'a collector that is connected',
  );

async function send(uuid: string): Promise<void> {
  await redis.client.publish(
    '/0.celeryev/task.multi',
    eventMessage([taskEvent('task-received', uuid), taskEvent('task-succeeded', uuid)]),
  );
}

const lease = (): Promise<{ token: number; holder: string } | undefined> =>
  database
    .transaction({ mode: 'read', timeoutMs: 5_000 }, (session) =>
      session.query<{ token: number; holder: string }>(raw('SELECT token, holder FROM lease')),
    )
    .then(
      ({ rows }) => rows[0],
      // The first collector makes the table.
      () => undefined,
    );

/** Waits until a task that is sent is stored by the next one, and tells how long nobody did. */
async function takeOver(died: number, uuid: string): Promise<void> {
  await connected();
  await waitFor(async () => {
    await send(uuid);
    return (await web.request(`/api/v1/tasks/${uuid}`)).status === 200 || null;
  }, 'a task that the next one stored');
  process.stderr.write(`taken over in ${((performance.now() - died) / 1000).toFixed(1)} s\n`);
}

it('has one that writes: the second stands by, and takes over when the first is killed', async () => {
  const first = await startLeader();
  const second = await startStandby();
  const before = (await lease())?.token ?? 0;
  expect(second.output()).toContain(`:${first.pid})`);
  // It is held back until the loss was seen: it could be so quick that nobody looked meanwhile.
  second.signal('SIGSTOP');
  first.signal('SIGKILL');
  const died = performance.now();
  await web.until('status', '', ({ broker }) => broker.state === 'lost', 'the loss');
  second.signal('SIGCONT');
  await takeOver(died, 'after-the-kill');
  expect((await lease())?.token).toBe(before + 1);
  expect(second.output()).toContain('This collector takes over.');
});

it('lets one that was stopped and wakes up write nothing: it says so in one line and stands by', async () => {
  const first = await startLeader();
  await send('before-the-stop');
  await web.untilTask('before-the-stop', ({ task }) => task.state === 'SUCCESS', 'a task of the first');
  const second = await startStandby();
  first.signal('SIGSTOP');
  const died = performance.now();
  // It is among what the first has to take and to write when it wakes up.
  await send('while-it-was-stopped');
  await takeOver(died, 'after-the-stop');
  first.signal('SIGCONT');
  await saidBy(first, 'took over while this one was not heard; this one stands by.');
  await sleep(2_000);
  expect(first.output().match(/took over while/g)).toHaveLength(1);
  expect(first.exitCode()).toBeNull();
  expect((await web.request('/api/v1/tasks/while-it-was-stopped')).status).toBe(404);
  await connected();
  // It is the next one again.
  second.signal('SIGTERM');
  expect(await second.exited).toBe(0);
  await connected();
  await saidBy(first, 'This collector takes over.');
});

it('outlives a database that goes away: pages say so, and what happened meanwhile is stored when it is back', async () => {
  const collector = await startLeader();
  await postgres.kill();
  await waitFor(async () => (await web.request('/api/v1/tasks')).status === 503 || null, 'a page that says so');
  expect((await web.request('/api/v1/workers')).status).toBe(200);
  await send('while-it-was-away');
  await web.until('status', '', (status) => status.collector.storeError !== null, 'the failure');
  await postgres.restart();
  await web.untilTask('while-it-was-away', ({ task }) => task.state === 'SUCCESS', 'what waited');
  expect(collector.exitCode()).toBeNull();
  for (const output of [collector.output(), web.output()]) expect(output).not.toContain(postgres.password);
});

it('is refused to a Celeryscope that serves pages itself, with one line and no password', async () => {
  await startLeader();
  const { code, output } = await runProgram(['--broker-url', redis.url, '--store', postgres.url, '--port', '0']);
  expect({ code, output }).toMatchObject({ code: 1 });
  expect(output).toMatch(/Another Celeryscope \(.*\) writes to this database/);
  expect(output).not.toContain(encodeURIComponent(postgres.password));
});

it('ends with one line and no password when the database refuses it', async () => {
  const url = postgres.url.replace(/:[^:@]*@/, ':wrong-word@');
  const { code, output } = await runProgram(['--broker-url', redis.url, '--store', url, '--port', '0']);
  expect(code).toBe(1);
  expect(output).toContain('password authentication failed');
  expect(output).not.toContain('wrong-word');
});
