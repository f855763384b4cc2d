import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from './failure.mjs';
import { identity, livingGroups, signalGroup, signalProcess, waitUntilGone } from './processes.mjs';
import { lastLines } from './run.mjs';

/**
 * @typedef {{ name: string, pid: number, identity: string | null, ended: boolean, log: string, stopSignal: NodeJS.Signals, stopLast: boolean }} Member
 * @typedef {{ command: string, args: string[], cwd?: string, env?: NodeJS.ProcessEnv, stopSignal?: NodeJS.Signals }} Program
 */

/**
 * Processes that are started together and stopped together. Each leads a process group of its own, so that a Ctrl-C
 * reaches only us and we end each with all its children; their ids stand in a file, so that whatever outlives a killed
 * launcher is found at the next start.
 */
export class Family {
  /** @type {Member[]} */
  #members = [];
  #folder;
  #stopping = false;
  /** @type {(member: Member, how: string) => void} */
  onUnexpectedEnd = () => {};

  /** @param {string} folder for logs and the list of processes */
  constructor(folder) {
    this.#folder = folder;
    mkdirSync(path.join(folder, 'logs'), { recursive: true });
    this.#writeList();
  }

  /** @param {string} name @param {Program} program @returns {Member} */
  start(name, { command, args, cwd, env, stopSignal = 'SIGTERM' }) {
    const log = path.join(this.#folder, 'logs', `${name}.log`);
    const output = openSync(log, 'w');
    const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', output, output] });
    closeSync(output);
    child.on('error', () => {});
    if (child.pid === undefined) throw new Failure(`${name} could not be started: ${command}`);
    const member = this.#add({ name, pid: child.pid, log, stopSignal, stopLast: false });
    child.on('exit', (code, signal) => {
      member.ended = true;
      if (!this.#stopping) this.onUnexpectedEnd(member, signal ? `was ended by ${signal}` : `ended with code ${code}`);
    });
    return member;
  }

  /** Takes in a server that something else has started: it is stopped when those that use it are gone. @param {string} name @param {number} pid @param {string} log */
  adopt(name, pid, log) {
    return this.#add({ name, pid, log, stopSignal: 'SIGTERM', stopLast: true });
  }

  /** Those of the adopted that have gone. */
  lostServers() {
    return this.#members.filter((member) => member.stopLast && identity(member.pid) === null);
  }

  /**
   * Waits until `isReady` says so; a process that ends before is a failure that shows its last lines.
   * @param {Member} member @param {(log: string) => boolean | Promise<boolean>} isReady @param {number} timeoutMs
   */
  async waitFor(member, isReady, timeoutMs = 45_000) {
    const deadline = Date.now() + timeoutMs;
    while (!(await isReady(readFileSync(member.log, 'utf8')))) {
      if (this.#stopping) return;
      if (member.ended)
        throw new Failure(`${member.name} ended while starting. Its last lines (${member.log}):`, tail(member));
      if (Date.now() > deadline)
        throw new Failure(`${member.name} is not ready after ${timeoutMs / 1000} s (${member.log}):`, tail(member));
      await sleep(50);
    }
  }

  /** Ends all, servers last, each politely first. @returns {Promise<string[]>} the names of those that would not go */
  async stop() {
    this.#stopping = true;
    const servers = this.#members.filter((member) => member.stopLast);
    const left = [...(await endAll(this.#members.filter((member) => !member.stopLast))), ...(await endAll(servers))];
    if (left.length === 0) rmSync(listFile(this.#folder), { force: true });
    return left.map((member) => member.name);
  }

  /** @param {Omit<Member, 'identity' | 'ended'>} one @returns {Member} */
  #add(one) {
    const member = { ...one, identity: identity(one.pid), ended: false };
    this.#members.push(member);
    this.#writeList();
    return member;
  }

  #writeList() {
    const processes = this.#members.map(({ name, pid, identity: started }) => ({ name, pid, identity: started }));
    const launcher = { pid: process.pid, identity: identity(process.pid) };
    writeFileSync(listFile(this.#folder), JSON.stringify({ launcher, processes }, null, 1));
  }
}

/** @param {Member[]} members @returns {Promise<Member[]>} */
async function endAll(members) {
  for (const { pid, stopSignal } of members) {
    // To the leader alone: it knows best how to end its children.
    if (identity(pid) !== null) signalProcess(pid, stopSignal);
  }
  const groups = members.map((member) => member.pid);
  for (const group of await waitUntilGone(groups, 3000)) signalGroup(group, 'SIGKILL');
  const left = await waitUntilGone(groups, 1500);
  return members.filter((member) => left.includes(member.pid));
}

const listFile = (/** @type {string} */ folder) => path.join(folder, 'processes.json');

/** @param {Member} member */
export const tail = (member) => lastLines(readFileSync(member.log, 'utf8'), 15);

/**
 * Ends what a killed launcher left behind. Only processes that are the very same (number and start time) are touched.
 * @param {string} folder @returns {Promise<{ running: number | null, ended: string[] }>} `running`: a launcher that is still at work
 */
export async function endLeftovers(folder) {
  const file = listFile(folder);
  if (!existsSync(file)) return { running: null, ended: [] };
  const { launcher, processes } = JSON.parse(readFileSync(file, 'utf8'));
  if (launcher.identity !== null && identity(launcher.pid) === launcher.identity)
    return { running: launcher.pid, ended: [] };
  const left = processes.filter(isStillThere);
  for (const one of left) signalGroup(one.pid, 'SIGKILL');
  await waitUntilGone(
    left.map((/** @type {Member} */ one) => one.pid),
    3000,
  );
  rmSync(file, { force: true });
  return { running: null, ended: left.map((/** @type {Member} */ one) => one.name) };
}

/** @param {Pick<Member, 'pid' | 'identity'>} one */
function isStillThere({ pid, identity: started }) {
  const now = identity(pid);
  // A number stays taken while its group lives: a group without its leader can only be the one that we started.
  return started !== null && (now === null ? livingGroups([pid]).length > 0 : now === started);
}
