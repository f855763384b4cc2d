import { existsSync, readFileSync } from 'node:fs';
import { inRoot } from '../lib/paths.mjs';
import { step } from '../lib/progress.mjs';
import { run } from '../lib/run.mjs';
import { contentHash, isStamped, stamp } from '../lib/stamp.mjs';

/** Installs the packages as the lock file names them, when they are not there yet or the lock file has changed. */
export async function installPackages() {
  const hash = contentHash(['package.json', 'package-lock.json']);
  if (isStamped('install', hash)) return;
  if (!agreesWithLock()) {
    await step('npm packages', async (progress) => {
      progress('npm ci');
      await run('npm', ['ci', '--no-audit', '--no-fund'], {
        onLine: (line) => progress(line.slice(0, 80)),
        failure: 'npm ci failed.',
      });
      return 'installed from package-lock.json';
    });
  }
  stamp('install', hash);
}

/** npm keeps a record of what it installed: packages that somebody installed from this lock file by hand are good. */
function agreesWithLock() {
  const record = inRoot('node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const installed = packagesOf(record);
  return Object.entries(packagesOf(inRoot('package-lock.json'))).every(
    // What is optional may be for another platform; the extraneous is in the lock file only.
    ([place, { version, optional, extraneous }]) =>
      place === '' || optional || extraneous || installed[place]?.version === version,
  );
}

/** @param {string} file @returns {Record<string, { version?: string, optional?: boolean, extraneous?: boolean }>} */
const packagesOf = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
