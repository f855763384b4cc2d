import Database from 'better-sqlite3';
import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readdirSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startLoad, type Load } from '../support/load';
import { runProgram, startProgram, temporaryFolder, type Program } from '../support/program';
import { startRedis, type RedisServer } from '../support/redis-server';
import { stopAll } from '../support/stop-all';
import { notStored } from '../support/stored';

let folder: ReturnType<typeof temporaryFolder>;
let dataDir: string;
let redis: RedisServer;
let load: Load;
let program: Program | null;

beforeEach(async () => {
  folder = temporaryFolder();
  dataDir = join(folder.path, 'data');
  mkdirSync(dataDir);
  redis = await startRedis();
  load = startLoad({ port: redis.port, rate: 3000, seed: 17 });
  program = null;
});
afterEach(() =>
  stopAll(
    () => program?.stop(),
    () => load.stop(),
    () => redis.stop(),
    () => folder.remove(),
  ),
);

async function startWithHistory(): Promise<Program> {
  program = await startProgram({ brokerUrl: redis.url, dataDir });
  await program.until('status', '', ({ broker }) => broker.state === 'connected', 'the connection');
  load.allow(9000);
  await program.until('status', '', ({ store }) => store.tasks > 2500, 'some history');
  return program;
}

describe('a database that is damaged while it is written', () => {
  it('is moved aside without anybody’s help, which is told, and a fresh one is begun', async () => {
    const running = await startWithHistory();
    // What is in the journal, or comes after, would heal it.
    const ended = await load.settled();
    await expect.poll(() => notStored(dataDir, ended)).toEqual([]);
    const file = join(dataDir, 'celeryscope.db');
    const db = new Database(file);
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.close();
    const handle = openSync(file, 'r+');
    const bytes = statSync(file).size - 12_288;
    writeSync(handle, Buffer.alloc(bytes, 0xa5), 0, bytes, 8192);
    closeSync(handle);
    load.allow(30_000);
    const { collector } = await running.until(
      'status',
      '',
      (status) => status.collector.storeNotices.length > 0 && status.store.tasks > 500,
      'a fresh file',
    );
    expect(collector.storeNotices[0]).toMatch(/^The database was damaged [^\n]+ It was moved to [^\n]+; a fresh one/);
    expect(readdirSync(dataDir).some((name) => name.startsWith('celeryscope.db.damaged-'))).toBe(true);
    expect(collector.storeError).toBeNull();
    expect(collector.gaps.at(-1)?.to).not.toBeNull();
    expect(running.output()).toContain('is damaged');
  });
});

describe('a start on a disk that is full', () => {
  const canMount = ((): boolean => {
    const path = temporaryFolder();
    try {
      execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', path.path], { stdio: 'ignore' });
      execFileSync('umount', [path.path]);
      return true;
    } catch {
      process.stderr.write('NOT TESTED: a full disk needs root and mount(8).\n');
      return false;
    } finally {
      path.remove();
    }
  })();

  /** Runs something in a data folder with history and without room, then what is to hold when there is room again. */
  async function withoutRoom(end: (running: Program) => Promise<unknown>, work: () => Promise<void>): Promise<void> {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=32m', 'tmpfs', dataDir]);
    try {
      await end(await startWithHistory());
      expect(() => {
        for (let n = 0; ; n += 1) writeFileSync(join(dataDir, `ballast-${n}`), Buffer.alloc(1024 * 256));
      }).toThrow('ENOSPC');
      await work();
      for (const name of readdirSync(dataDir)) if (name.startsWith('ballast')) rmSync(join(dataDir, name));
      program ??= await startProgram({ brokerUrl: redis.url, dataDir });
      await program.until(
        'status',
        '',
        ({ store, collector }) => store.tasks > 2500 && collector.storeError === null,
        'all',
      );
      expect(program.output()).not.toContain('damaged');
      await program.stop();
    } finally {
      program = null;
      execFileSync('umount', ['-l', dataDir]);
    }
  }

  it.skipIf(!canMount)('ends with one line that says so, and harms nothing', async () => {
    await withoutRoom(
      (running) => running.stop(),
      async () => {
        program = null;
        const args = ['--broker-url', redis.url, '--data-dir', dataDir, '--port', '0', '--log-level', 'error'];
        const { code, output } = await runProgram(args);
        expect(code).toBe(1);
        const lines = output.split('\n').filter((line) => line.includes(dataDir));
        expect(lines).toHaveLength(1);
        expect(lines[0]).toContain(`The disk with ${dataDir} is full.`);
      },
    );
  });

  it.skipIf(!canMount)('goes on where it was killed and its journal is still there', async () => {
    await withoutRoom(
      (running) => running.kill(),
      async () => {
        program = await startProgram({ brokerUrl: redis.url, dataDir });
        await program.until(
          'status',
          '',
          ({ store, broker }) => store.tasks > 2500 && broker.state === 'connected',
          'all',
        );
      },
    );
  });
});
