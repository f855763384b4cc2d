import { existsSync } from 'node:fs';
import path from 'node:path';
import { Failure } from '../lib/failure.mjs';
import { inRoot } from '../lib/paths.mjs';
import { isExecutable } from '../lib/programs.mjs';
import { step } from '../lib/progress.mjs';
import { run } from '../lib/run.mjs';

const wanted = '24.21.0';
const platform = process.platform === 'win32' ? 'win' : process.platform;
const packageName = `node-${platform}-${process.arch}`;

/** @param {string} version */
function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 19);
}

/**
 * The Node that runs the product and its tools: this one, or, where it is too old for the SQLite driver, one brought
 * into `.tools/`. It also becomes the first in the PATH of everything started from here.
 * @returns {Promise<string>} its path
 */
export async function provideNode() {
  if (isNewEnough(process.versions.node)) return process.execPath;
  const folder = inRoot('.tools', 'node_modules', packageName, 'bin');
  const node = path.join(folder, 'node');
  if (!existsSync(node)) {
    await step(`Node ${wanted}`, async (progress) => {
      progress(`this machine has ${process.versions.node}, 22.19 or later is needed`);
      await run(
        'npm',
        ['install', '--prefix', inRoot('.tools'), '--no-save', '--no-package-lock', `${packageName}@${wanted}`],
        {
          failure: `Node ${wanted} could not be fetched. Install Node 22.19 or later, or make the npm registry reachable.`,
        },
      );
      return 'into .tools/';
    });
  }
  if (!isExecutable(node)) throw new Failure(`${node} cannot be run. Remove .tools/ and try again.`);
  process.env.PATH = `${folder}${path.delimiter}${process.env.PATH ?? ''}`;
  return node;
}
