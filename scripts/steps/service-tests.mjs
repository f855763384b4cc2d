import { readdirSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { inRoot } from '../lib/paths.mjs';
import { countPlaywright } from '../lib/test-counts.mjs';
import { vitest } from './checks.mjs';

/**
 * @typedef {import('../lib/checks.mjs').Check} Check
 * @typedef {Record<'python' | 'redis' | 'rabbitmq' | 'postgres' | 'chromium', string | null> & { flower?: string | null, memcached?: string | null, mariadb?: string | null, nginx?: string | null, backends?: string | null }} Machine
 */

/** @param {Machine} machine @returns {NodeJS.ProcessEnv} */
const environment = ({ python, redis, postgres, chromium, flower }) => ({
  CELERYSCOPE_TEST_PYTHON: python ?? '',
  CELERYSCOPE_TEST_REDIS: redis ?? '',
  ...(postgres ? { CELERYSCOPE_TEST_POSTGRES: postgres } : {}),
  CELERYSCOPE_TEST_CHROMIUM: chromium ?? '',
  CELERYSCOPE_TEST_FLOWER: flower ?? '',
});

/** They start a real Flower. */
const WITH_FLOWER = 'flower-compat';

/** What a busy machine would make untrue: workers that seem silent, a second in which everything is written. */
const ALONE = ['collector-findings', 'collector-outage', 'durability-kill'];
/** Most of their time they wait for Celery's own seconds. */
const AT_A_TIME = Math.min(6, availableParallelism() + 2);

/** Files that meet RabbitMQ, PostgreSQL, MariaDB, Memcached, nginx or all result backends say so in their names. @param {Machine} machine */
const withoutMissing = (machine) => [
  ...(machine.rabbitmq ? [] : ['**/*amqp*', '**/*rabbitmq*']),
  ...(machine.postgres ? [] : ['**/*postgres*']),
  ...(machine.memcached ? [] : ['**/*memcached*']),
  ...(machine.nginx ? [] : ['**/*nginx*']),
  ...(machine.mariadb ? [] : ['**/*mariadb*']),
  ...(machine.backends ? [] : ['**/backends*']),
  ...(machine.flower ? [] : [`**/${WITH_FLOWER}*`]),
];

/** Tests that wait for what happens, however long it takes, so that others may run beside them. @param {Machine} machine */
export const integrationTests = (machine) =>
  vitest('integration tests', 'integration', {
    env: environment(machine),
    atATime: AT_A_TIME,
    exclude: [...withoutMissing(machine), ...ALONE.map((name) => `**/${name}*`)],
  });

/** Tests that need the machine for themselves. @param {Machine} machine */
export const loneTests = (machine) =>
  vitest('integration, alone', 'integration', {
    env: environment(machine),
    atATime: 1,
    only: ALONE,
    exclude: withoutMissing(machine),
  });

/** Asks Flower and us the same; what came of it is written to `rows`. @param {Machine} machine @param {string} rows */
export const flowerTests = (machine, rows) =>
  vitest('Flower and we', 'integration', {
    env: { ...environment(machine), CELERYSCOPE_FLOWER_ROWS: rows },
    atATime: 1,
    only: [WITH_FLOWER],
    exclude: withoutMissing(machine),
  });

/** Where scenarios write their rows, a line of JSON each. */
export const ROWS = 'rows.jsonl';
/** Scenarios of which a busy machine would make what is found untrue. */
const SCENARIOS_ALONE = ['healthy'];
/** Those that take longest are begun first. */
const LONG_SCENARIOS = [
  ...['load', 'load-amqp', 'server', 'tasks-amqp', 'waiting', 'workers-amqp', 'variants', 'periodic-amqp'],
  ...['worker-lost', 'periodic', 'settings', 'task-lost', 'results'],
];
/** They wait for Celery's and brokers' seconds even more than the others do. */
export const SCENARIOS_AT_A_TIME = Math.min(6, availableParallelism() + 2);

/** Those that run with Celeries of `e2e/requirements/`, once with each. @type {Record<string, string[]>} */
const OTHER_CELERIES = {
  pools: ['pools'],
  versions: ['celery-5.2', 'celery-5.4'],
  'versions-amqp': ['celery-5.2'],
};

/** @typedef {{ name: string, celery: string | null }} Scenario `name` of the file; `celery` null is the usual one. */

/**
 * The files of scenarios, those that take longest first.
 * @param {Machine} machine @param {string[]} parts of the files' names, none for all @returns {Scenario[]}
 */
export function scenarioFiles(machine, parts) {
  const order = (/** @type {Scenario} */ { name }) => LONG_SCENARIOS.indexOf(name) + 1 || LONG_SCENARIOS.length + 1;
  return readdirSync(inRoot('e2e', 'scenarios'))
    .map((file) => path.basename(file, '.test.ts'))
    .filter((name) => parts.length === 0 || parts.some((part) => name.includes(part)))
    .filter((name) => machine.rabbitmq !== null || !name.includes('amqp'))
    .flatMap((name) => (OTHER_CELERIES[name] ?? [null]).map((celery) => ({ name, celery })))
    .sort((a, b) => order(a) - order(b));
}

/**
 * A check for each file, those that may run side by side first. Each has a broker and a Celeryscope of its own, on ports
 * of their own.
 * @param {Machine} machine @param {readonly (Scenario & { python: string })[]} files
 * @param {string} folder for the rows that they write and all that they keep
 * @returns {{ beside: Check[], alone: Check[] }}
 */
export function scenarios(machine, files, folder) {
  const env = { ...environment(machine), TMPDIR: folder, CELERYSCOPE_TRUTH: path.join(folder, ROWS) };
  const checkOf = (/** @type {Scenario & { python: string }} */ { name, celery, python }) =>
    vitest(celery ? `${name}, ${celery}` : name, 'scenarios', {
      env: { ...env, CELERYSCOPE_TEST_PYTHON: python },
      only: [`e2e/scenarios/${name}.test.ts`],
    });
  const isAlone = (/** @type {Scenario} */ { name }) => SCENARIOS_ALONE.includes(name);
  return {
    beside: files.filter((one) => !isAlone(one)).map(checkOf),
    alone: files.filter(isAlone).map(checkOf),
  };
}

/** @param {Machine} machine @returns {Check[]} */
export function browserTests(machine) {
  const report = path.join(tmpdir(), `celeryscope-browser-${process.pid}.json`);
  return [
    {
      name: 'browser tests',
      args: [
        ...['node_modules/@playwright/test/cli.js', 'test', '--reporter=line,json'],
        ...(machine.rabbitmq ? [] : ['--grep-invert', 'rabbitmq']),
      ],
      env: { ...environment(machine), PLAYWRIGHT_JSON_OUTPUT_FILE: report },
      count: () => countPlaywright(report),
    },
  ];
}
