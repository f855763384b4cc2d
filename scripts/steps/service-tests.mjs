import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { countPlaywright } from '../lib/test-counts.mjs';
import { vitest } from './checks.mjs';

/**
 * @typedef {import('../lib/checks.mjs').Check} Check
 * @typedef {Record<'python' | 'redis' | 'rabbitmq' | 'postgres' | 'chromium', string | null>} Machine
 */

/** @param {Machine} machine @returns {NodeJS.ProcessEnv} */
const environment = ({ python, redis, postgres, chromium }) => ({
  CELERYSCOPE_TEST_PYTHON: python ?? '',
  CELERYSCOPE_TEST_REDIS: redis ?? '',
  ...(postgres ? { CELERYSCOPE_TEST_POSTGRES: postgres } : {}),
  CELERYSCOPE_TEST_CHROMIUM: chromium ?? '',
});

/** What a busy machine would make untrue: workers that seem silent, a second in which everything is written. */
const ALONE = ['collector-findings', 'collector-outage', 'durability-kill'];
/** Most of their time they wait for Celery's own seconds. */
const AT_A_TIME = Math.min(6, availableParallelism() + 1);

/** Files that meet RabbitMQ or PostgreSQL say so in their names. @param {Machine} machine */
const withoutMissing = (machine) => [
  ...(machine.rabbitmq ? [] : ['**/*amqp*', '**/*rabbitmq*']),
  ...(machine.postgres ? [] : ['**/*postgres*']),
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

/**
 * Each fault with real workers, one file at a time; `only` are parts of their names.
 * @param {Machine} machine @param {string} truth where each leaves its line @param {string[]} only @returns {Check[]}
 */
export function scenarios(machine, truth, only) {
  const exclude = machine.rabbitmq ? [] : ['**/*amqp*'];
  const check = vitest('scenarios', 'scenarios', { env: environment(machine), atATime: 1, exclude });
  return [{ ...check, args: [...check.args, ...only], env: { ...check.env, CELERYSCOPE_TRUTH: truth } }];
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
