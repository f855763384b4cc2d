import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ALL_CASES } from '../flower/all-cases';
import { ask, type Known } from '../flower/ask-both';
import { SIGNED_IN, type Pair } from '../flower/flower-case';
import { toRow, writeFlowerRow } from '../flower/flower-row';
import { startFlower, type FlowerServer } from '../flower/flower-server';
import { sendTasks, startWorker, type CeleryWorker } from '../support/celery-worker';
import { startProgram, temporaryFolder, type Program } from '../support/program';
import { startRedis, waitFor, type RedisServer } from '../support/redis-server';
import { stopAll } from '../support/stop-all';

const PAIRS: Readonly<Record<Pair, { readonly flower: readonly string[]; readonly ours: readonly string[] }>> = {
  open: { flower: [], ours: ['--unauthenticated-api', 'true'] },
  closed: { flower: [], ours: [] },
  locked: {
    flower: ['--basic-auth=ada:secret', '--read_only=true'],
    ours: ['--basic-auth', 'ada:secret', '--read-only'],
  },
};
const NAMES = Object.keys(PAIRS) as Pair[];

const servers = new Map<Pair, { readonly flower: FlowerServer; readonly ours: Program }>();
const folders = NAMES.map(() => temporaryFolder());
let redis: RedisServer;
let worker: CeleryWorker;
let known: Known = {};

beforeAll(async () => {
  redis = await startRedis();
  const settings = { result_backend: redis.url.replace(/0$/, '1'), result_extended: true, control_timeout: 20 };
  const open = async (name: Pair, dataDir: string): Promise<void> => {
    const { flower, ours } = PAIRS[name];
    const brokerUrl = redis.url;
    const [theirs, program] = await Promise.all([
      startFlower({ brokerUrl, settings, args: flower, isOpen: name === 'open' }),
      startProgram({ brokerUrl, dataDir, args: ours }),
    ]);
    servers.set(name, { flower: theirs, ours: program });
  };
  for (const [index, name] of NAMES.entries()) await open(name, folders[index]?.path ?? '');
  worker = await startWorker({ brokerUrl: redis.url, name: 'w1@compat', concurrency: 2, settings });
  // All hear the worker before there is anything to hear of tasks.
  for (const { flower, ours } of servers.values()) {
    await waitFor(async () => {
      const seen = [flower.url, ours.url].map(async (url) => {
        const answer = await fetch(`${url}/workers?json=1`, { headers: SIGNED_IN });
        // A collector that has only begun is told by another status.
        return answer.ok && ((await answer.json()) as { data: unknown[] }).data.length > 0;
      });
      return (await Promise.all(seen)).every(Boolean) ? true : null;
    }, 'everybody to hear the worker');
  }
  const uuids = await sendTasks(
    redis.url,
    [
      { name: 'scope.add', args: [1, 2] },
      { name: 'scope.add', args: [3, 4] },
      { name: 'scope.add', args: [5, 6] },
      { name: 'scope.fail', args: ['boom'] },
      { name: 'scope.flaky', args: [1] },
      { name: 'scope.echo', args: ['later'], options: { countdown: 3600 } },
      { name: 'scope.nap', args: [600] },
    ],
    settings,
  );
  const [added = '', second = '', third = '', failed = '', retried = '', scheduled = '', napping = ''] = uuids;
  known = { worker: 'w1@compat', added, second, third, failed, retried, scheduled, napping };
  await everywhere({
    added: 'SUCCESS',
    second: 'SUCCESS',
    third: 'SUCCESS',
    failed: 'FAILURE',
    retried: 'SUCCESS',
    scheduled: 'RECEIVED',
    napping: 'STARTED',
  });
  const { flower, ours } = pair('open');
  for (const url of [flower.url, ours.url])
    await waitFor(async () => (isToldWhole(await inspected(url)) ? true : null), `what the worker tells at ${url}`);
  await storeResults(['stored-by-flower', 'stored-by-us', 'stored-too-by-flower', 'stored-too-by-us']);
});
afterAll(() =>
  stopAll(
    () => worker.kill(),
    ...[...servers.values()].flatMap(({ flower, ours }) => [() => flower.stop(), () => ours.stop()]),
    () => redis.stop(),
    ...folders.map((folder) => () => folder.remove()),
  ),
);

function pair(name: Pair) {
  const found = servers.get(name);
  if (found === undefined) throw new Error(`no servers are ${name}`);
  return found;
}

interface Told {
  readonly stats?: { readonly total: object };
  readonly active?: readonly unknown[];
  readonly scheduled?: readonly unknown[];
}

async function inspected(url: string): Promise<Told | undefined> {
  const answer = await fetch(`${url}/api/workers?refresh=1`);
  if (!answer.ok) return undefined;
  return ((await answer.json()) as Readonly<Record<string, Told>>)['w1@compat'];
}

/** Eight answers and their time, all of them of after the tasks: on a busy machine one may be older than the rest. */
function isToldWhole(told: Told = {}): boolean {
  const { stats, active, scheduled } = told;
  const isNew = Object.keys(stats?.total ?? {}).length === 4 && active?.length === 1 && scheduled?.length === 1;
  return isNew && Object.keys(told).length >= 9;
}

/** Leaves in the result backend what Celery would, of tasks that nobody sent. */
async function storeResults(uuids: readonly string[]): Promise<void> {
  const client = redis.client.duplicate({ db: 1 });
  for (const uuid of uuids) {
    const stored = { task_id: uuid, status: 'SUCCESS', result: 3, traceback: null, children: [], date_done: null };
    await client.set(`celery-task-meta-${uuid}`, JSON.stringify(stored));
  }
  client.disconnect();
}

/** Waits until each task is where it is meant to be, and known to have been sent, in the eyes of all that tell of tasks. */
async function everywhere(states: Readonly<Record<string, string>>): Promise<void> {
  const urls = [pair('open'), pair('locked')].flatMap(({ flower, ours }) => [flower.url, ours.url]);
  for (const [name, state] of Object.entries(states)) {
    await waitFor(async () => {
      const answers = urls.map(async (url) => {
        const answer = await fetch(`${url}/api/task/info/${known[name] ?? ''}`, { headers: SIGNED_IN });
        if (!answer.ok) return false;
        const told = (await answer.json()) as { state: string; sent: number | null };
        return told.state === state && told.sent !== null;
      });
      return (await Promise.all(answers)).every(Boolean) ? true : null;
    }, `${name} to be ${state}`);
  }
}

describe('asked the same, a real Flower and we answer the same, or differ on purpose:', () => {
  it.each(ALL_CASES.map((one) => [one.on ?? 'open', one.method ?? 'GET', one.path, one] as const))(
    'of %s: %s %s',
    async (on, _method, _path, one) => {
      const { flower, ours } = pair(on);
      const theirs = await ask(flower.url, one, known, 'by-flower');
      const row = toRow(one, theirs, await ask(ours.url, one, known, 'by-us'));
      writeFlowerRow(row);
      expect(row.verdict, `${row.reason}\nFlower: ${row.flower}\nours:   ${row.ours}`).not.toBe('DIFFERENT');
    },
  );
});
