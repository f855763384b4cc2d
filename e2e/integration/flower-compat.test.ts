import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ALL_CASES } from '../flower/all-cases';
import { ask, type Known } from '../flower/ask-both';
import type { Pair } from '../flower/flower-case';
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
  const settings = { result_backend: redis.url.replace(/0$/, '1'), result_extended: true };
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
  const headers = { authorization: `Basic ${Buffer.from('ada:secret').toString('base64')}` };
  // All hear the worker before there is anything to hear of tasks.
  for (const { flower, ours } of servers.values()) {
    await waitFor(async () => {
      const { data } = (await (await fetch(`${flower.url}/workers?json=1`, { headers })).json()) as { data: unknown[] };
      const seen = (await ours.request('/workers?json=1', { headers })).body as { data: unknown[] };
      return data.length > 0 && seen.data.length > 0 ? true : null;
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
  const [added = '', , , failed = '', retried = '', scheduled = '', napping = ''] = uuids;
  known = { worker: 'w1@compat', added, failed, retried, scheduled, napping };
  await everywhere({
    added: 'SUCCESS',
    failed: 'FAILURE',
    retried: 'SUCCESS',
    scheduled: 'RECEIVED',
    napping: 'STARTED',
  });
  const { flower, ours } = pair('open');
  for (const url of [flower.url, ours.url])
    await waitFor(
      async () => (Object.keys((await inspected(url)) ?? {}).length >= 9 ? true : null),
      `what the worker tells at ${url}`,
    );
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

async function inspected(url: string): Promise<object | undefined> {
  const answer = await fetch(`${url}/api/workers?refresh=1`);
  return ((await answer.json()) as Readonly<Record<string, object>>)['w1@compat'];
}

/** Waits until each task is where it is meant to be, in the eyes of all. */
async function everywhere(states: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, state] of Object.entries(states)) {
    await waitFor(async () => {
      const answers = [pair('open').flower.url, pair('open').ours.url].map(async (url) => {
        const answer = await fetch(`${url}/api/task/info/${known[name] ?? ''}`);
        return answer.ok ? ((await answer.json()) as { state: string }).state : null;
      });
      return (await Promise.all(answers)).every((told) => told === state) ? true : null;
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
