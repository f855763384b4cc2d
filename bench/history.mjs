// What the history answers at a million tasks. By itself: node bench/history.mjs [FOLDER that fill-store.mjs has filled]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { quantileOf } from './asking.mjs';
import { bundled } from './bundle.mjs';
import { fillStore } from './fill-store.mjs';
import { celeryscope, usage } from './subjects.mjs';

export const LARGE = { types: 2000, queues: 500, workers: 5000 };
const ROUNDS = 3;
/** Each asks four: of a dozen answers the slowest would be the 95th percentile. */
const SEARCH_ROUNDS = 10;
const number = (value) => Math.round(value).toLocaleString('en');

/**
 * Rows for the table of `npm run bench`: lists, search, percentiles, start and memory with `tasks` finished tasks stored,
 * and the same with thousands of types and workers, for which twice the time is allowed.
 * @param {{ tasks: number, rounds?: number, say?: (line: string) => void, redisPort: number }} options
 */
export async function historyRows({ tasks, rounds, redisPort, say = () => {} }) {
  const rows = [];
  for (const [name, shape, factor] of [
    ['', {}, 1],
    [' (2,000 types, 500 queues, 5,000 workers)', LARGE, 2],
  ]) {
    const dataDir = mkdtempSync(join(tmpdir(), 'celeryscope-history-'));
    try {
      say(`history: filling a store with ${number(tasks)} tasks${name}`);
      const { bytesPerTask } = await fillStore({ dataDir, tasks, ...shape });
      const about = `${number(tasks)} tasks${name}`;
      rows.push(diskRow(bytesPerTask, about, factor));
      rows.push(
        ...toRows(await answersOf(dataDir, rounds), about, factor),
        ...(await startRows({ dataDir, redisPort, about, factor })),
      );
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  }
  return rows;
}

/** Milliseconds of each kind of question, asked through the threads that the product asks. */
export async function answersOf(dataDir, rounds) {
  const kit = await bundled({
    'read-store': `export { openReaderPool } from './server/store';`,
    'reader-thread': `import './server/store/reading/reader-thread';`,
  });
  const { openReaderPool } = await import(kit['read-store']);
  const start = (workerData) => new Worker(new URL(kit['reader-thread']), { workerData, execArgv: [] });
  const pool = openReaderPool({ dataDir, start, log: console.error });
  const answers = await askAll(pool.reader, rounds);
  pool.reset();
  return answers;
}

/** Milliseconds of each kind of question. */
export async function askAll(reader, rounds = ROUNDS) {
  const timed = async (name, work, into) => {
    const begin = performance.now();
    await work();
    const took = performance.now() - begin;
    into.push({ name, took });
  };
  const newest = (await reader.tasks(query('', '-updated'))).tasks;
  const [sample] = newest.slice(-1);
  const some = { lists: [], searches: [], series: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const q of filtersOf(sample)) {
      for (const sort of SORTS) await timed(`${q || 'all'} by ${sort}`, () => reader.tasks(query(q, sort)), some.lists);
    }
    const now = Date.now() / 1000;
    for (const { name, queue, worker } of newest.slice(0, 10)) {
      for (const scope of [{ name }, { queue }, { worker }, { name, queue }]) {
        await timed(`percentiles of ${JSON.stringify(scope)}`, () => reader.latency(scope, '24h', now), some.series);
        await timed(`throughput of ${JSON.stringify(scope)}`, () => reader.throughput(scope, '24h', now), some.series);
      }
    }
    await timed('overview of 24 h', () => reader.overview('24h', now), some.series);
    await timed('all types of 24 h', () => reader.types({}, '24h', now, 50), some.series);
  }
  for (let round = 0; round < SEARCH_ROUNDS; round += 1) {
    for (const q of [
      `args:order-${round}7777`,
      'args:nothing-like-this',
      `customer-1234${round}`,
      `kwargs:absent OR result:absent${round}`,
    ])
      await timed(q, () => reader.tasks(query(q, '-updated')), some.searches);
  }
  return some;
}

const SORTS = ['-updated', '-received', '-sent', '-started', '-runtime', 'name', 'state', 'worker', 'queue'];

function filtersOf({ name, queue, worker, uuid }) {
  return [
    '', 'state:FAILURE', '-state:SUCCESS', 'state:REVOKED retries:>0', `task:${name}`, 'task:shop.mail.*', `queue:${queue}`,
    `worker:${worker}`, `worker:${worker} state:FAILURE`, `task:${name} queue:${queue}`, 'is:running', 'is:duplicate', 'runtime:>30s',
    'runtime:>1s', 'wait:>59s', 'retries:>0', 'priority:3', `root:${uuid}`, `uuid:${uuid.slice(0, 8)}`, 'task:never.was', 'received:>-1h',
  ]; // prettier-ignore
}

function query(q, sort) {
  const descending = sort.startsWith('-');
  return { q, from: null, to: null, sort: { field: sort.replace('-', ''), descending }, limit: 50, cursor: null };
}

const ms = (value) => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
const p95 = (answers) => quantileOf(answers.map(({ took }) => took), 0.95); // prettier-ignore

export function toRows({ lists, searches, series }, about, factor) {
  const row = (figure, answers, must, aim) => {
    const slowest = answers.reduce((worst, answer) => (answer.took > worst.took ? answer : worst));
    return {
      figure: `${figure}, ${about}, p95`,
      must: `≤ ${must * factor} ms`,
      aim: `≤ ${aim * factor} ms`,
      measured: `${ms(p95(answers))} (${answers.length} asked; slowest ${ms(slowest.took)}: ${slowest.name})`,
      held: p95(answers) <= must * factor,
    };
  };
  return [
    row('any list with filter and sort, newest page', lists, 100, 30),
    row('substring search in texts', searches, 500, 200),
    row('percentiles and throughput over 24 h', series, 100, 20),
  ];
}

const diskRow = (bytes, about, factor) => ({
  figure: `disk a task, ${about}`,
  must: `≤ ${700 * factor} bytes`,
  aim: `≤ ${450 * factor}`,
  measured: `${number(bytes)} bytes`,
  held: bytes <= 700 * factor,
});

async function startRows({ dataDir, redisPort, about, factor }) {
  const subject = await celeryscope(redisPort, { dataDir });
  try {
    // Pages that people open first, so that the memory is that of one who is used.
    for (const path of ['/api/v1/tasks', '/api/v1/overview?period=24h', '/api/v1/tasks?q=args:nothing-like-this'])
      await subject.read(path);
    const rss = usage(subject.pid)?.rssBytes ?? 0;
    const mib = rss / 2 ** 20;
    return [
      {
        figure: `start until ready, ${about}`,
        must: `≤ ${3 * factor} s`,
        aim: `≤ ${factor} s`,
        measured: `${subject.readySeconds.toFixed(2)} s`,
        held: subject.readySeconds <= 3 * factor,
      },
      {
        figure: `RSS of the whole process, ${about}`,
        must: `≤ ${500 * factor} MB`,
        aim: `≤ ${300 * factor} MB`,
        measured: `${Math.round(mib)} MiB`,
        held: rss <= 500e6 * factor,
      },
    ];
  } finally {
    await subject.stop();
  }
}

if (process.argv[1] === import.meta.filename) {
  const dataDir = process.argv[2];
  if (dataDir === undefined) throw new Error('Name a folder that bench/fill-store.mjs has filled.');
  const answers = await answersOf(dataDir);
  for (const { figure, must, aim, measured } of toRows(answers, 'stored tasks', 1))
    console.log([figure, must, aim, measured].join(' | '));
  for (const list of [answers.lists, answers.series])
    for (const { name, took } of list.toSorted((a, b) => b.took - a.took).slice(0, 15))
      console.log(ms(took).padStart(9), name);
}
