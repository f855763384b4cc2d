import { existsSync } from 'node:fs';
import { inRoot } from '../lib/paths.mjs';
import { step } from '../lib/progress.mjs';
import { run } from '../lib/run.mjs';
import { contentHash, isStamped, stamp } from '../lib/stamp.mjs';

/** Installs the packages as the lock file names them, when they are not there yet or the lock file has changed. */
export async function installPackages() {
  const hash = contentHash(['package.json', 'package-lock.json']);
  if (isStamped('install', hash)) return;
  // npm's own record: packages that somebody installed by hand from this very lock file are good.
  const upToDate = existsSync(inRoot('node_modules', '.package-lock.json')) && (await agreesWithLock());
  if (!upToDate) {
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

async function agreesWithLock() {
  try {
    const listed = await run('npm', ['ls', '--all', '--json'], {});
    return JSON.parse(listed).problems === undefined;
  } catch {
    // npm ls says with its exit code that something is missing or of another version.
    return false;
  }
}
