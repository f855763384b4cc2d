import { tmpdir } from 'node:os';
import path from 'node:path';
import { countVitest } from '../lib/test-counts.mjs';

/** @typedef {import('../lib/checks.mjs').Check} Check */

const eslintCache = 'node_modules/.cache/celeryscope/eslint';

/**
 * Files that have not changed are not looked at again. Where a change elsewhere makes one wrong, the types tell.
 * @returns {Check}
 */
export const lint = () => ({
  name: 'lint',
  args: [
    'node_modules/eslint/bin/eslint.js',
    '.',
    '--max-warnings=0',
    '--cache',
    '--cache-strategy=content',
    `--cache-location=${eslintCache}`,
  ],
});

/** What needs no service and is soon done: the slowest first, so that the others run beside it. @returns {Check[]} */
export const quickChecks = () => [
  unitTests(),
  { name: 'types', args: ['node_modules/@typescript/native/bin/tsc', '--noEmit'] },
  { name: 'format', args: ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.'] },
  {
    name: 'import cycles',
    args: [
      ...[
        'node_modules/dpdm/lib/bin/dpdm.js',
        '-T',
        '--no-tree',
        '--no-warning',
        '--progress=false',
        '--exit-code',
        'circular:1',
      ],
      ...['server/**/*.ts', 'lib/**/*.ts', 'app/**/*.tsx', 'components/**/*.{ts,tsx}'],
    ],
  },
  { name: 'dead code', args: ['node_modules/knip/bin/knip.js'] },
];

const unitTests = () => vitest('unit tests', 'unit');

/** @param {string} name @param {string} project @param {{ env?: NodeJS.ProcessEnv, only?: string[], exclude?: string[], atATime?: number }} [options] @returns {Check} */
export function vitest(name, project, { env, only = [], exclude = [], atATime } = {}) {
  const report = path.join(tmpdir(), `celeryscope-${name.replaceAll(/\W+/g, '-')}-${process.pid}.json`);
  return {
    name,
    args: [
      ...[
        'node_modules/vitest/vitest.mjs',
        'run',
        ...only,
        '--project',
        project,
        '--reporter=json',
        `--outputFile.json=${report}`,
      ],
      '--reporter=dot',
      ...(atATime ? ['--fileParallelism', `--maxWorkers=${atATime}`] : []),
      ...exclude.flatMap((pattern) => ['--exclude', pattern]),
    ],
    env,
    count: () => countVitest(report),
  };
}
