import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * What tells this process from a later one with the same number: when it started. Null when it is gone.
 * @param {number} pid @returns {string | null}
 */
export function identity(pid) {
  if (process.platform !== 'linux') {
    const listed = spawnSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
    return listed && !listed.startsWith('Z') ? listed.replace(/^\S+\s+/, '') : null;
  }
  try {
    // The name in brackets may hold spaces; the state follows it, and the start time is the 20th field from there.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return fields[0] === 'Z' ? null : (fields[19] ?? null);
  } catch {
    // No such file: the process is gone.
    return null;
  }
}

/** Signals a whole process group; false when none of it is left. @param {number} group @param {NodeJS.Signals | 0} signal */
export function signalGroup(group, signal) {
  try {
    process.kill(-group, signal);
    return true;
  } catch {
    // ESRCH: all gone.
    return false;
  }
}

/** @param {number[]} groups @param {number} timeoutMs @returns {Promise<number[]>} the groups that still live */
export async function waitUntilGone(groups, timeoutMs) {
  const deadline = Date.now() + timeoutMs;
  let left = groups;
  for (;;) {
    left = left.filter((group) => signalGroup(group, 0));
    if (left.length === 0 || Date.now() > deadline) return left;
    await sleep(50);
  }
}
