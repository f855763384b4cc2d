import Database from 'better-sqlite3';
import { appendFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sendTasks, startWorker, type CeleryWorker } from '../support/celery-worker';
import { startLoad, type Load } from '../support/load';
import { startProgram, temporaryFolder, type Program } from '../support/program';
import { startRedis, type RedisServer } from '../support/redis-server';
import { stopAll } from '../support/stop-all';
import { notStored } from '../support/stored';

/** The twenty rounds of a release: CELERYSCOPE_KILL_ROUNDS=20, with CELERYSCOPE_KILL_LOG=FILE to keep what they found. */
const ROUNDS = Number(process.env['CELERYSCOPE_KILL_ROUNDS'] ?? 4);
const LOG = process.env['CELERYSCOPE_KILL_LOG'] ?? null;
const MOST_EVENTS_A_SECOND = 30_000;
/** What may be under way between Redis and the store: it keeps the load at what the program can take, and no more. */
const UNDER_WAY_SECONDS = 0.4;
const UNDER_WAY_AT_LEAST = 4000;
const EVENTS_AT_LEAST = 3000;
const LONGEST_SECONDS = 40;
/** Heartbeats and the real worker's events are received as well, which are not of the load. */
const OTHER_EVENTS = 200;
/** Every other round prunes while it is killed. */
const FEW_TASKS = 30_000;
const MANY_TASKS = 1_000_000;
const AWAY_MS = 1500;
/** A nap that begins before the load, and ends while nobody watches. */
const ENDS_AWAY_SECONDS = 3.4;
const SETTLED_MS = 60_000;

const folder = temporaryFolder();
let redis: RedisServer;
let results: RedisServer;
let worker: CeleryWorker;
let load: Load;

beforeAll(async () => {
  redis = await startRedis();
  results = await startRedis();
  const settings = { result_backend: results.url };
  worker = await startWorker({ brokerUrl: redis.url, name: 'real@alpha', concurrency: 4, settings });
  load = startLoad({ port: redis.port, rate: MOST_EVENTS_A_SECOND, seed: 5 });
});
afterAll(() =>
  stopAll(
    () => load.stop(),
    () => worker.stop(),
    () => redis.stop(),
    () => results.stop(),
    () => folder.remove(),
  ),
);

const start = async (maxTasks: number): Promise<Program> => {
  const args = ['--max-tasks', String(maxTasks), '--result-backend', results.url];
  const program = await startProgram({ brokerUrl: redis.url, dataDir: folder.path, args });
  await program.until('status', '', ({ broker }) => broker.state === 'connected', 'the connection');
  return program;
};

const nap = async (seconds: number): Promise<string> => {
  const [uuid = ''] = await sendTasks(redis.url, [{ name: 'scope.nap', args: [seconds] }]);
  return uuid;
};

interface Taken {
  readonly perSecond: number;
  /** Published events that the program had surely received at a time, in milliseconds. */
  readonly receivedBy: (ms: number) => number;
}

/** Publishes as fast as the program takes it, for so long. */
async function fullLoad(program: Program, seconds: number): Promise<Taken> {
  const before = load.events;
  const startedAt = performance.now();
  const told: { readonly at: number; readonly events: number }[] = [];
  for (;;) {
    const { collector } = await program.get('status');
    told.push({ at: Date.now(), events: before + collector.eventsReceived - OTHER_EVENTS });
    const elapsed = (performance.now() - startedAt) / 1000;
    const perSecond = collector.eventsReceived / Math.max(1, elapsed);
    const receivedBy = (ms: number): number => told.findLast(({ at }) => at <= ms)?.events ?? before;
    // A busy machine takes longer until there is something to judge by.
    const isEnough = receivedBy(Date.now() - 1000) - before > EVENTS_AT_LEAST || elapsed > LONGEST_SECONDS;
    if (elapsed > seconds && isEnough) return { perSecond, receivedBy };
    load.allow(before + collector.eventsReceived + Math.max(UNDER_WAY_AT_LEAST, perSecond * UNDER_WAY_SECONDS));
    await sleep(50);
  }
}

function checkFile(): void {
  const db = new Database(join(folder.path, 'celeryscope.db'), { readonly: true });
  try {
    expect(db.pragma('quick_check(5)')).toEqual([{ quick_check: 'ok' }]);
  } finally {
    db.close();
  }
  expect(readdirSync(folder.path).filter((name) => /damaged|suspect/.test(name))).toEqual([]);
}

it(
  'keeps what ended more than a second before each of several kill -9 under full load',
  { timeout: 120_000 + ROUNDS * 60_000 },
  async () => {
    const running = await nap(3600);
    let program = await start(MANY_TASKS);
    await program.untilTask(running, (t) => t.task.state === 'STARTED', 'the task that runs on');
    for (let round = 1; round <= ROUNDS; round += 1) {
      const firstOfRound = load.ended.length;
      // It ends while nobody watches.
      const short = await nap(ENDS_AWAY_SECONDS);
      const { perSecond, receivedBy } = await fullLoad(program, 2 + (round % 4) * 0.3);
      const killedAt = Date.now();
      await program.kill();
      load.allow(0);
      await sleep(AWAY_MS);

      const maxTasks = round % 2 === 1 ? FEW_TASKS : MANY_TASKS;
      const startedAt = performance.now();
      program = await start(maxTasks);
      const startSeconds = (performance.now() - startedAt) / 1000;
      expect(program.output()).not.toMatch(/damaged|suspect/);
      checkFile();
      // Only the newest are kept where there is a limit.
      const ofRound = load.ended.slice(Math.max(firstOfRound, load.ended.length - FEW_TASKS / 2));
      // What a slow machine had not even received is not the store's to keep.
      const received = receivedBy(killedAt - 1000);
      const due = ofRound.filter(({ atMs, events }) => atMs < killedAt - 1000 && events <= received);
      const missing = notStored(folder.path, due);
      const youngest = notStored(
        folder.path,
        ofRound.filter(({ atMs }) => atMs < killedAt),
      );
      const lostAge = Math.max(0, ...youngest.map(({ atMs }) => (killedAt - atMs) / 1000));
      const { store, collector } = await program.until(
        'status',
        '',
        (status) => status.store.tasks <= maxTasks + status.collector.inFlight,
        `at most ${maxTasks} tasks`,
      );
      told(
        `round ${round}: ${perSecond.toFixed(0)} events/s, ${load.ended.length - firstOfRound} ended, ` +
          `checked ${due.length}, wrong or missing ${missing.length}, oldest that was lost ${lostAge.toFixed(2)} s ` +
          `before the kill; ready again in ${startSeconds.toFixed(2)} s, ${store.tasks} stored of at most ${maxTasks}, ` +
          `${collector.inFlight} in flight`,
      );
      expect(due.length).toBeGreaterThan(500);
      expect(missing).toEqual([]);
      await program.untilTask(short, (t) => t.task.state === 'SUCCESS', 'what ended meanwhile', SETTLED_MS);
    }
    expect((await program.get('task', running)).task.state).toBe('STARTED');
    // It tells how many it runs every two seconds.
    await program.until('worker', 'real@alpha', ({ active }) => active === 1, 'the one task that it still runs');
    expect(await program.stop()).toBe(0);
  },
);

function told(line: string): void {
  process.stderr.write(`${line}\n`);
  if (LOG !== null) appendFileSync(LOG, `${line}\n`);
}
