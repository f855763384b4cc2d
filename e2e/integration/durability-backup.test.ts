import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startLoad, type EndedTask, type Load } from '../support/load';
import { runProgram, startProgram, temporaryFolder, type Program } from '../support/program';
import { startRedis, type RedisServer } from '../support/redis-server';
import { stopAll } from '../support/stop-all';
import { notStored } from '../support/stored';

let folder: ReturnType<typeof temporaryFolder>;
let redis: RedisServer;
let load: Load;
let program: Program;
let dataDir: string;
let file: string;

beforeEach(async () => {
  folder = temporaryFolder();
  dataDir = join(folder.path, 'data');
  file = join(folder.path, 'copy.db');
  redis = await startRedis();
  load = startLoad({ port: redis.port, rate: 3000, seed: 13 });
  program = await startProgram({ brokerUrl: redis.url, dataDir });
  await program.until('status', '', ({ broker }) => broker.state === 'connected', 'the connection');
  load.allow(1_000_000);
  await program.until('status', '', ({ store }) => store.tasks > 2000, 'some history');
});
afterEach(() =>
  stopAll(
    () => program.stop(),
    () => load.stop(),
    () => redis.stop(),
    () => folder.remove(),
  ),
);

const backup = (target = file): ReturnType<typeof runProgram> => runProgram(['backup', target, '--data-dir', dataDir]);

/** Opens the copy as a data folder of its own, as the command says. */
async function expectToHold(tasks: readonly EndedTask[]): Promise<void> {
  const opened = join(folder.path, 'opened');
  mkdirSync(opened);
  renameSync(file, join(opened, 'celeryscope.db'));
  await redis.kill();
  const other = await startProgram({ brokerUrl: redis.url, dataDir: opened });
  try {
    await other.until('tasks', '', ({ count }) => count.value > 0, 'its tasks');
    expect(other.output()).not.toContain('damaged');
    expect(tasks.length).toBeGreaterThan(500);
    expect(notStored(opened, tasks)).toEqual([]);
  } finally {
    await other.stop();
  }
}

describe('celeryscope backup', () => {
  it('copies what a running Celeryscope holds at that moment, and opens as a data folder', async () => {
    const ended = [...load.ended];
    const missing = new Set(notStored(dataDir, ended));
    const { code, output } = await backup();
    expect(output).toMatch(/^Backed up \S+ into \S+ \([\d.]+ MiB\)\.[^\n]+\n$/);
    expect(code).toBe(0);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect((await program.get('status')).collector.storeError).toBeNull();
    await expectToHold(ended.filter((task) => !missing.has(task)));
  });

  it('copies what a killed one left, journal and all', async () => {
    load.allow(0);
    const ended = await load.settled();
    await expect.poll(() => notStored(dataDir, ended)).toEqual([]);
    await program.kill();
    expect((await backup()).code).toBe(0);
    await expectToHold(ended);
  });

  it('overwrites nothing, and says what to do', async () => {
    writeFileSync(file, 'mine');
    const { code, output } = await backup();
    expect(code).toBe(1);
    expect(output).toBe(`celeryscope: ${file} exists already; a backup overwrites nothing. Choose another name.\n`);
    expect(statSync(file).size).toBe(4);
  });

  it.each([
    ['there is no history', () => ['backup', join(folder.path, 'x.db'), '--data-dir', folder.path], '--data-dir'],
    [
      'the folder to write to is not there',
      () => ['backup', join(folder.path, 'no', 'x.db'), '--data-dir', dataDir],
      'ENOENT',
    ],
  ])('says in one line that %s, and leaves nothing', async (_, args, hint) => {
    const before = readdirSync(folder.path);
    const { code, output } = await runProgram(args());
    expect(code).toBe(1);
    expect(output).toMatch(/^celeryscope: [^\n]+\n$/);
    expect(output).toContain(hint);
    expect(readdirSync(folder.path)).toEqual(before);
  });

  it('leaves nothing behind on a disk that is full', async (context) => {
    const small = join(folder.path, 'small');
    mkdirSync(small);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=200k', 'tmpfs', small], { stdio: 'ignore' });
    } catch {
      context.skip('no right to mount a small file system here');
    }
    try {
      const { code, output } = await backup(join(small, 'x.db'));
      expect([code, readdirSync(small)]).toEqual([1, []]);
      expect(output).toBe(`celeryscope: The disk with ${small} is full.\n`);
    } finally {
      execFileSync('umount', [small]);
    }
  });
});
