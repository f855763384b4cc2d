import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** @typedef {{ state: string, group: number, started: string }} Process */

/** @param {string | number} pid @returns {Process | null} */
function readProcess(pid) {
  try {
    // The name in brackets may hold spaces; what follows it is the 3rd field of proc(5) and on.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return { state: fields[0] ?? '', group: Number(fields[2]), started: fields[19] ?? '' };
  } catch {
    // No such file: the process is gone.
    return null;
  }
}

/** @param {string} columns @param {string[]} selection */
const ps = (columns, selection) => spawnSync('ps', ['-o', columns, ...selection], { encoding: 'utf8' }).stdout.trim();

// A zombie has ended; it only waits for a parent that may never ask, as in a container without an init.
const isZombie = (/** @type {string} */ state) => /^[ZX]/.test(state);

/**
 * What tells this process from a later one with the same number: when it started. Null when it is gone.
 * @param {number} pid @returns {string | null}
 */
export function identity(pid) {
  if (process.platform !== 'linux') {
    const listed = ps('stat=,lstart=', ['-p', String(pid)]);
    return listed && !isZombie(listed) ? listed.replace(/^\S+\s+/, '') : null;
  }
  const found = readProcess(pid);
  return found && !isZombie(found.state) ? found.started : null;
}

/** Which of these process groups have a living member. @param {readonly number[]} groups @returns {number[]} */
export function livingGroups(groups) {
  const living = new Set(listProcesses().flatMap(({ state, group }) => (isZombie(state) ? [] : group)));
  return groups.filter((group) => living.has(group));
}

/** @returns {{ state: string, group: number }[]} */
function listProcesses() {
  if (process.platform === 'linux') {
    return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? (readProcess(name) ?? []) : []));
  }
  return ps('pgid=,stat=', ['-A'])
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .map(([group, state = '']) => ({ state, group: Number(group) }));
}

/** @param {number} group @param {NodeJS.Signals} signal */
export const signalGroup = (group, signal) => signalProcess(-group, signal);

/** @param {number} pid @param {NodeJS.Signals} signal */
export function signalProcess(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch {
    // ESRCH: gone, which is what signals are sent for here.
  }
}

/** @param {number[]} groups @param {number} timeoutMs @returns {Promise<number[]>} the groups that still live */
export async function waitUntilGone(groups, timeoutMs) {
  const deadline = Date.now() + timeoutMs;
  let left = groups;
  for (;;) {
    left = livingGroups(left);
    if (left.length === 0 || Date.now() > deadline) return left;
    await sleep(50);
  }
}
