import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { inRoot } from '../lib/paths.mjs';
import { step } from '../lib/progress.mjs';
import { run } from '../lib/run.mjs';
import { contentHash, isStamped, stamp } from '../lib/stamp.mjs';

const entries = [
  ['cli', 'server/cli.ts'],
  ['main', 'server/main.ts'],
  ['collector', 'server/collector/thread.ts'],
  ['reader', 'server/store/reading/reader-thread.ts'],
  ['writer', 'server/store/writing/writer-thread.ts'],
  ['postgres-writer', 'server/store/postgres/writer-thread.ts'],
];
const shared = ['lib', 'package.json', 'package-lock.json', 'tsconfig.json', 'scripts/steps'];
const serverInputs = ['server', ...shared];
const pageInputs = ['app', 'components', 'public', 'next.config.js', 'postcss.config.js', ...shared];

/**
 * Builds what has changed since the last build: the server's bundles and the pages, into `dist/`.
 * @param {string} node
 */
export async function buildProduct(node) {
  await buildServer(node);
  await buildPages(node);
}

/** @param {string} node */
async function buildServer(node) {
  const present = entries.filter(([, file]) => existsSync(inRoot(file)));
  const hash = contentHash(serverInputs);
  if (present.length === 0 || (isStamped('server', hash) && existsSync(inRoot('dist', 'cli.js')))) return;
  await step('Server', async () => {
    for (const name of bundlesInDist()) rmSync(inRoot('dist', name));
    await run(node, ['scripts/steps/bundle.mjs', ...present.map(([out, file]) => `${out}=${file}`)], {
      failure: 'The server could not be built.',
    });
    return 'built into dist/';
  });
  stamp('server', hash);
}

const bundlesInDist = () =>
  existsSync(inRoot('dist')) ? readdirSync(inRoot('dist')).filter((name) => /\.js(\.map)?$/.test(name)) : [];

/** @param {string} node */
async function buildPages(node) {
  const hash = contentHash(pageInputs);
  if (!hasPages(inRoot('app')) || (isStamped('pages', hash) && existsSync(inRoot('dist', 'web', 'index.html')))) return;
  await step('Pages', async (progress) => {
    const env = { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' };
    await run(node, ['node_modules/next/dist/bin/next', 'build'], {
      env,
      onLine: (line) => progress(line.slice(0, 80)),
      failure: 'The pages could not be built.',
    });
    rmSync(inRoot('dist', 'web'), { recursive: true, force: true });
    cpSync(inRoot('out'), inRoot('dist', 'web'), { recursive: true });
    rmSync(inRoot('out'), { recursive: true, force: true });
    return 'built into dist/web';
  });
  stamp('pages', hash);
}

/** @param {string} folder */
const hasPages = (folder) =>
  existsSync(folder) && readdirSync(folder).some((name) => /^(page|layout)\.tsx$/.test(name));
