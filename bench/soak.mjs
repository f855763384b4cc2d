import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { io } from 'socket.io-client';
import { NODE_ARGS } from '../scripts/lib/command.mjs';
import { startRedis } from '../scripts/services/redis.mjs';
import { bundled } from './bundle.mjs';
import { createLoad } from './soak-child.mjs';
import { startShop } from './soak-shop.mjs';
import { createTruth, readResults } from './soak-truth.mjs';
import { summary } from './soak-report.mjs';
import { freePort, start, usage } from './subjects.mjs';

const SAMPLE_MS = 5000;
const TELL_EVERY_SAMPLES = 6;
const COMPARE_MS = 15_000;
const TROUBLE_MS = 45_000;
const BROKER_AWAY_MS = 3000;
/** By then every lost end was settled by asking workers and the result backend. */
const SETTLE_MS = 75_000;
const VIEWS = [
  ['status', {}],
  ['workers', {}],
  ['tasks', { q: '', from: '-1h', to: '', sort: '', limit: '50' }],
];

/** @param {{ redisServer: string, python: string, minutes: number, rate: number, events: number, maxTasks: number }} options */
export async function soak({ redisServer, python, minutes, rate, events, maxTasks }) {
  const folder = mkdtempSync(join(tmpdir(), 'celeryscope-soak-'));
  /** What was started, to be ended in reverse order. @type {(() => unknown)[]} */
  const started = [() => rmSync(folder, { recursive: true, force: true })];
  const keep = (one, stop) => {
    started.push(stop ?? (() => one.stop()));
    return one;
  };
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => interrupted.abort());
  try {
    // What was sent survives a restart of the broker, as it does where people care.
    const broker = keep(await startRedis({ server: redisServer, args: ['--appendonly', 'yes'] }));
    const backend = keep(await startRedis({ server: redisServer }));
    const dataDir = join(folder, 'data');
    const ours = keep(await startCeleryscope({ broker, backend, dataDir, maxTasks }));
    const shop = keep(
      await startShop({
        ...{ python, rate, folder: join(folder, 'shop') },
        ...{ brokerUrl: broker.url, resultBackend: backend.url },
      }),
    );
    const viewer = keep(io(ours.url, { path: '/feed', transports: ['websocket'] }), () => viewer.disconnect());
    viewer.on('connect', () => VIEWS.forEach(([view, params]) => viewer.emit('subscribe', view, params)));

    const { openReader } = await openStoreKit();
    const reader = keep(openReader({ dataDir }), () => reader.close());
    const truth = createTruth((uuids) => new Map(chunks(uuids).flatMap((some) => rowsOf(reader, some))));
    const load = keep(createLoad({ port: broker.port, rate: events, seed: Date.now() % 1000, truth }));
    const results = keep(new Redis(backend.url), () => results.disconnect());
    return await run({ ours, shop, broker, load, results, truth, dataDir, minutes, interrupted: interrupted.signal });
  } finally {
    for (const stop of started.reverse()) await stop();
  }
}

async function run({ ours, shop, broker, load, results, truth, dataDir, minutes, interrupted }) {
  const startedMs = Date.now();
  const endMs = startedMs + minutes * 60_000;
  const samples = [];
  const troubles = [];
  const shown = new Set();
  const gaps = async () => (await ours.status()).collector.gaps;
  const compare = async (all = false) => {
    for (const { uuid, state, atMs, name } of await readResults(results)) truth.ended(uuid, state, atMs, name);
    truth.compare(await gaps(), Date.now(), all);
    // Soon its row is removed by age: what is known of it is shown now.
    for (const { uuid } of truth.found.wrong.filter((one) => !shown.has(one.uuid))) {
      shown.add(uuid);
      console.log(`wrong ${uuid}: ${await (await fetch(`${ours.url}/api/v1/tasks/${uuid}`)).text()}`);
    }
  };
  const stop = new AbortController();
  const over = AbortSignal.any([stop.signal, interrupted]);
  const pause = (ms, signal) => sleep(ms, undefined, { signal }).catch(() => undefined);
  const repeat = async (pauseMs, work) => {
    while (!over.aborted) {
      await pause(pauseMs, over);
      if (!over.aborted) await work();
    }
  };
  const makeTrouble = troubleMaker({ shop, broker, told: (text) => troubles.push(text) });
  const background = Promise.all([
    repeat(COMPARE_MS, () => compare()),
    repeat(TROUBLE_MS, () => makeTrouble()),
    repeat(SAMPLE_MS, async () => {
      samples.push(await sample(ours, dataDir, startedMs));
      if (samples.length % TELL_EVERY_SAMPLES === 1) tell(samples.at(-1), truth.found, troubles.splice(0));
    }),
  ]);
  console.log('min   RSS MiB  file MiB  handles  events/s  lag s  compared  lost  wrong');
  await Promise.race([pause(Math.max(0, endMs - Date.now()), interrupted), background]);
  stop.abort();
  await background;
  await shop.stopSending();
  load.pause();
  const settling = Date.now() + SETTLE_MS;
  while (Date.now() < settling && !interrupted.aborted) {
    await pause(SAMPLE_MS, interrupted);
    samples.push(await sample(ours, dataDir, startedMs));
  }
  await compare(true);
  const { collector, store } = await ours.status();
  const text = summary({ minutes, samples, found: truth.found, collector, store, cpu: cpus() });
  console.log(text);
  for (const one of truth.found.wrong.slice(0, 20)) console.log(`wrong ${JSON.stringify(one)}`);
  for (const one of truth.found.lost.slice(0, 20)) console.log(`lost ${JSON.stringify(one)}`);
  return truth.found.lost.length + truth.found.wrong.length;
}

/** One kind of trouble after the other: a worker that dies, a broker that dies, a deployment, a broker that is restarted. */
function troubleMaker({ shop, broker, told }) {
  let turn = 0;
  // Each kind comes to each worker in its turn.
  const worker = () => shop.workers[(turn + Math.floor(turn / 3)) % shop.workers.length];
  const kinds = [
    async () => {
      told(`kill -9 of ${worker()}`);
      await shop.killWorker(worker());
    },
    async () => {
      told('kill -9 of the broker');
      await broker.kill();
      await sleep(BROKER_AWAY_MS);
      await broker.start();
    },
    async () => {
      told(`restart of ${worker()}`);
      await shop.restartWorker(worker());
    },
  ];
  return async () => {
    await kinds[turn % kinds.length]();
    turn += 1;
  };
}

async function startCeleryscope({ broker, backend, dataDir, maxTasks }) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const run = start(process.execPath, [
    ...NODE_ARGS,
    ...['--broker-url', broker.url, '--result-backend', backend.url],
    ...['--port', String(port), '--data-dir', dataDir, '--max-tasks', String(maxTasks)],
  ]);
  const status = async () => {
    const answer = await fetch(`${url}/api/v1/status`).catch(() => null);
    if (answer?.ok) return answer.json();
    if (run.child.exitCode !== null) throw new Error(`Celeryscope has ended:\n${run.output().slice(-3000)}`);
    await sleep(200);
    return status();
  };
  while ((await status()).broker.state !== 'connected') await sleep(100);
  return { url, pid: run.child.pid, status, stop: run.stop };
}

async function sample(ours, dataDir, startedMs) {
  const { collector, store } = await ours.status();
  const files = readdirSync(dataDir).map((name) => statSync(join(dataDir, name)).size);
  return {
    minutes: (Date.now() - startedMs) / 60_000,
    rssBytes: usage(ours.pid)?.rssBytes ?? 0,
    fileBytes: files.reduce((sum, size) => sum + size, 0),
    handles: readdirSync(`/proc/${ours.pid}/fd`).length,
    perSecond: collector.eventsPerSecond,
    lagSeconds: collector.pressure.streamLagSeconds,
    tasks: store.tasks,
  };
}

function tell(one, found, troubles) {
  const columns = [
    one.minutes.toFixed(1).padStart(4),
    mebi(one.rssBytes).padStart(8),
    mebi(one.fileBytes).padStart(9),
    String(one.handles).padStart(8),
    one.perSecond.toFixed(0).padStart(9),
    (one.lagSeconds ?? 0).toFixed(2).padStart(6),
    String(found.compared).padStart(9),
    String(found.lost.length).padStart(5),
    String(found.wrong.length).padStart(6),
  ];
  console.log(`${columns.join(' ')}${troubles.length > 0 ? `   ${troubles.join(', ')}` : ''}`);
}

const mebi = (bytes) => (bytes / 2 ** 20).toFixed(1);

async function openStoreKit() {
  const kit = await bundled({ 'soak-store': `export { openReader } from './server/store';` });
  return import(kit['soak-store']);
}

const rowsOf = (reader, uuids) => reader.rowsOf(uuids).map((row) => [row.uuid, row]);

function chunks(items) {
  return Array.from({ length: Math.ceil(items.length / 500) }, (_, n) => items.slice(n * 500, (n + 1) * 500));
}
