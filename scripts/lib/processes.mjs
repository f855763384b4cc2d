import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** @typedef {{ state: string, parent: number, group: number, started: string }} Process */

/** @param {string | number} pid @returns {Process | null} */
function readProcess(pid) {
  try {
    // The name in brackets may hold spaces; what follows it is the 3rd field of proc(5) and on.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return { state: fields[0] ?? '', parent: Number(fields[1]), group: Number(fields[2]), started: fields[19] ?? '' };
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

/** @returns {{ pid: number, state: string, parent: number, group: number }[]} */
function listProcesses() {
  if (process.platform === 'linux') {
    return readdirSync('/proc').flatMap((name) => {
      const found = /^\d+$/.test(name) ? readProcess(name) : null;
      return found ? { pid: Number(name), ...found } : [];
    });
  }
  return ps('pid=,ppid=,pgid=,stat=', ['-A'])
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .map(([pid, parent, group, state = '']) => ({
      ...{ pid: Number(pid), parent: Number(parent), group: Number(group) },
      state,
    }));
}

/**
 * Ends a process and all that it started, and what those started, whatever group they are in. What leads them is
 * stopped first: it can neither start another one nor leave its children to nobody while they are looked for.
 * @param {number} root
 */
export function killTree(root) {
  const tree = new Set([root]);
  signalProcess(root, 'SIGSTOP');
  for (let size = 0; size !== tree.size;) {
    size = tree.size;
    for (const { pid, parent } of listProcesses()) {
      if (!tree.has(parent) || tree.has(pid)) continue;
      tree.add(pid);
      signalProcess(pid, 'SIGSTOP');
    }
  }
  for (const pid of tree) signalProcess(pid, 'SIGKILL');
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
