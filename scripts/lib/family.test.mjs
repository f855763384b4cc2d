import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { endLeftovers, Family } from './family.mjs';
import { identity, livingGroups, signalGroup } from './processes.mjs';

const sleeper = { command: 'sleep', args: ['60'] };
const gone = { pid: 2 ** 22 + 1, identity: '1' };
let folder = '';

/** Its own leader, as the launcher starts them. */
function startSleeper() {
  const child = spawn(sleeper.command, sleeper.args, { detached: true, stdio: 'ignore' });
  const pid = child.pid ?? 0;
  return { name: 'sleeper', pid, identity: identity(pid) };
}

/** @param {{ launcher: object, processes: object[] }} list */
const writeList = (list) => writeFileSync(path.join(folder, 'processes.json'), JSON.stringify(list));

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'celeryscope-family-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('stops a process with its children, and one that ignores the polite signal', async () => {
  const family = new Family(folder);
  const parent = family.start('parent', { command: 'sh', args: ['-c', 'sleep 60 & wait'] });
  const stubborn = family.start('stubborn', {
    command: 'sh',
    args: ['-c', 'trap "" TERM; echo armed; while :; do sleep 1; done'],
  });
  await family.waitFor(stubborn, (log) => log.includes('armed'));
  expect(await family.stop()).toEqual([]);
  expect(livingGroups([parent.pid, stubborn.pid])).toEqual([]);
  expect(existsSync(path.join(folder, 'processes.json'))).toBe(false);
});

it('shows the last lines of a process that ends while it starts', async () => {
  const family = new Family(folder);
  const member = family.start('broken', { command: 'sh', args: ['-c', 'echo no such broker; exit 3'] });
  await expect(family.waitFor(member, () => false)).rejects.toMatchObject({ details: 'no such broker' });
  await family.stop();
});

it('ends what a killed launcher has left', async () => {
  const left = startSleeper();
  writeList({ launcher: gone, processes: [left] });
  expect(await endLeftovers(folder)).toEqual({ running: null, ended: ['sleeper'] });
  expect(identity(left.pid)).toBeNull();
});

it('leaves a process alone that only has the number of one of ours', async () => {
  const stranger = startSleeper();
  writeList({ launcher: gone, processes: [{ ...stranger, identity: 'another start' }] });
  expect(await endLeftovers(folder)).toEqual({ running: null, ended: [] });
  expect(identity(stranger.pid)).toBe(stranger.identity);
  signalGroup(stranger.pid, 'SIGKILL');
});

it('touches nothing while the launcher is at work', async () => {
  const launcher = { pid: process.pid, identity: identity(process.pid) };
  writeList({ launcher, processes: [{ name: 'redis', pid: process.pid, identity: launcher.identity }] });
  expect(await endLeftovers(folder)).toEqual({ running: process.pid, ended: [] });
  expect(JSON.parse(readFileSync(path.join(folder, 'processes.json'), 'utf8')).processes).toHaveLength(1);
});
