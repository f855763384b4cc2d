import { existsSync } from 'node:fs';
import { Failure } from '../lib/failure.mjs';
import { findProgram } from '../lib/programs.mjs';
import { lastLines, tryRun } from '../lib/run.mjs';

/** Whether this command may install packages of the system: Debian or its kin, as root. */
export const mayInstall = () =>
  existsSync('/etc/debian_version') && findProgram('apt-get') !== null && process.getuid?.() === 0;

let updated = false;

/** @param {string[]} packages @param {(text: string) => void} progress */
export async function aptInstall(packages, progress) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // A package that starts its service would take the port of one that the user runs; ours are started by ourselves.
  env.RUNLEVEL = '1';
  progress(`apt-get install ${packages.join(' ')}`);
  if (!updated) await tryRun('apt-get', ['update', '-qq'], { env });
  updated = true;
  const options = ['-y', '-qq', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120'];
  const { code, output } = await tryRun('apt-get', ['install', ...options, ...packages], {
    env,
    onLine: (line) => progress(line.slice(0, 80)),
  });
  if (code !== 0) throw new Failure(`apt-get install ${packages.join(' ')} failed.`, lastLines(output, 15));
}
