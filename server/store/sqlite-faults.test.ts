import Database from 'better-sqlite3';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Task } from '@/lib/cluster/task';
import { openReader } from './sqlite';
import { openSyncWriter, withLoads, type SyncWriter } from './sqlite.fixture';
import { migrate } from './sqlite/migrate';
import { openToWrite } from './sqlite/open-database';
import { MIGRATIONS } from './sqlite/schema';
import { sweepDictionary } from './sqlite/sweep-dictionary';
import { SqliteWriter } from './sqlite/writer';
import { StoreError } from './store';
import { batchOf, NOW, queryOf, taskOf, uuidOf } from './store.fixture';

let dataDir = '';
const file = (): string => join(dataDir, 'celeryscope.db');

function errorOf(work: () => unknown): StoreError {
  try {
    work();
  } catch (error) {
    if (error instanceof StoreError) return error;
    throw error;
  }
  throw new Error('did not fail');
}

function write(count: number): void {
  const { writer } = openSyncWriter({ dataDir, now: NOW });
  writer.write(batchOf({ tasks: manyTasks(0, count) }));
  writer.close();
}

function manyTasks(from: number, count: number): readonly Task[] {
  return Array.from({ length: count }, (_, n) =>
    taskOf(uuidOf(from + n), { args: `('${'x'.repeat(300)}',)`, updatedAt: NOW + n }),
  );
}

describe('the SQLite store when something is wrong', () => {
  vi.setConfig({ testTimeout: 60_000 });
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'celeryscope-faults-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  it.each([
    ['is no database', () => writeFileSync(file(), 'these are not the bytes you look for\n'.repeat(200))],
    ['has lost its end', () => truncateSync(file(), Math.floor(statSync(file()).size / 3))],
    ['has a broken schema', () => overwrite(100, 2_000)],
  ])('moves a file aside that %s, says so, and starts afresh', (_, damage) => {
    write(5_000);
    damage();
    const { writer, notices } = openSyncWriter({ dataDir, now: NOW });
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatch(
      /^The database was damaged [^\n]+ was moved to [^\n]+celeryscope\.db\.damaged-2026-[^\n]+ fresh one was started\.$/,
    );
    expect(readdirSync(dataDir).some((name) => name.startsWith('celeryscope.db.damaged-'))).toBe(true);
    writer.write(batchOf({ tasks: [taskOf('a')] }));
    expect(writer.loadTask('a')).not.toBeNull();
    writer.close();
  });

  it('looks closely at the next start when damage shows while it runs', () => {
    write(5_000);
    overwrite(40_000, statSync(file()).size - 80_000);
    const first = openSyncWriter({ dataDir, now: NOW });
    if (first.notices.length === 0) {
      const code = errorOf(() => {
        for (let n = 0; n < 5_000; n += 1) first.writer.loadTask(uuidOf(n));
      }).code;
      expect(code).toBe('damaged');
    }
    first.writer.close();
    const second = openSyncWriter({ dataDir, now: NOW });
    expect(first.notices.length + second.notices.length).toBe(1);
    second.writer.write(batchOf({ tasks: [taskOf('a')] }));
    second.writer.close();
  });

  it('leaves a database of a newer version alone', () => {
    write(3);
    const db = new Database(file());
    db.prepare('INSERT INTO schema_version VALUES (99, 0)').run();
    db.close();
    const error = errorOf(() => openSyncWriter({ dataDir, now: NOW }));
    expect(error.code).toBe('newer_schema');
    expect(error.message).toContain('Update Celeryscope');
    expect(readdirSync(dataDir).filter((name) => name.includes('damaged'))).toEqual([]);
  });

  it('brings an older schema up step by step and keeps what is stored', () => {
    write(3);
    const db = new Database(file());
    migrate(db, [...MIGRATIONS, 'ALTER TABLE task ADD COLUMN colour TEXT', "UPDATE task SET colour = 'red'"]);
    expect(db.prepare('SELECT count(*) FROM task WHERE colour = ?').pluck().get('red')).toBe(3);
    expect(errorOf(() => migrate(db)).code).toBe('newer_schema');
    db.close();
  });

  it('is made for the eyes of its owner, also in a folder that was there', () => {
    chmodSync(dataDir, 0o755);
    write(3);
    const files = readdirSync(dataDir).filter((name) => name.startsWith('celeryscope.db'));
    expect(files).toContain('celeryscope.db');
    for (const name of files) expect([name, statSync(join(dataDir, name)).mode & 0o077]).toEqual([name, 0]);
  });

  it('does not open a store to read that is not there', () => {
    expect(errorOf(() => openReader({ dataDir: join(dataDir, 'nothing') })).code).toBe('io');
    expect(errorOf(() => openReader({ dataDir })).code).toBe('read_only');
  });

  it('says that the disk is full, changes nothing, and writes the same batch when there is room (simulated by a page limit)', () => {
    const opened = openToWrite(dataDir, NOW);
    const inThread = new SqliteWriter(opened, { dataDir, now: () => NOW, beatMs: 60_000 });
    const writer = withLoads(inThread, { dataDir, settledAt: () => NOW });
    opened.db.pragma('max_page_count = 150');
    const lost = fillUp(writer);
    opened.db.pragma('max_page_count = 1000000');
    expectCaughtUp(writer, lost);
    writer.close();
  });

  it('says that a real disk is full and goes on when there is room', (context) => {
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', dataDir], { stdio: 'ignore' });
    } catch {
      context.skip('no right to mount a small file system here');
    }
    try {
      const { writer } = openSyncWriter({ dataDir, now: NOW });
      writeFileSync(join(dataDir, 'ballast'), Buffer.alloc(1_500_000));
      const lost = fillUp(writer);
      rmSync(join(dataDir, 'ballast'));
      expectCaughtUp(writer, lost);
      writer.close();
    } finally {
      execFileSync('umount', [dataDir]);
    }
  });

  it('forgets names that nothing has any more', () => {
    const { writer } = openSyncWriter({ dataDir, now: NOW });
    const used = taskOf('kept', { worker: 'w-kept' });
    writer.write(
      batchOf({
        tasks: [
          used,
          ...Array.from({ length: 50 }, (_, n) => taskOf(`old-${n}`, { worker: `pod-${n}`, updatedAt: NOW - 1_000 })),
        ],
      }),
    );
    writer.prune({ retentionSeconds: 500, maxTasks: 100, now: NOW });
    writer.close();
    const db = new Database(file());
    sweepDictionary(db, 10);
    expect(db.prepare('SELECT value FROM dict WHERE kind = 4').pluck().all()).toEqual(['w-kept']);
    db.close();
    const again = openSyncWriter({ dataDir, now: NOW });
    expect(again.writer.loadTask('kept')).toEqual(used);
    again.writer.close();
  });

  it('closes once only, and leaves no file of its own behind but the database and its lock', () => {
    write(1);
    expect(readdirSync(dataDir).toSorted()).toEqual(['celeryscope.db', 'celeryscope.lock']);
    expect(existsSync(`${file()}.suspect`)).toBe(false);
  });
});

function overwrite(from: number, bytes: number): void {
  const handle = openSync(file(), 'r+');
  writeSync(handle, Buffer.alloc(bytes, 0xa5), 0, bytes, from);
  closeSync(handle);
}

/** Writes until there is no room; gives the batch that did not fit. */
function fillUp(writer: SyncWriter): readonly Task[] {
  for (let batch = 0; batch < 100; batch += 1) {
    const tasks = manyTasks(batch * 200, 200).map((task) => ({ ...task, queue: `queue-${batch}` }));
    try {
      writer.write(batchOf({ tasks }));
    } catch (error) {
      expect(error).toBeInstanceOf(StoreError);
      expect(error).toMatchObject({ code: 'full' });
      return tasks;
    }
  }
  throw new Error('there was room for everything');
}

function expectCaughtUp(writer: SyncWriter, lost: readonly Task[]): void {
  const first = Number.parseInt(lost[0]?.uuid.slice(24) ?? '', 16);
  expect(writer.loadTask(uuidOf(first))).toBeNull();
  expect(writer.loadTask(uuidOf(first - 1))).not.toBeNull();
  writer.write(batchOf({ tasks: lost }));
  const reader = openReader({ dataDir });
  expect(reader.size().tasks).toBe(first + 200);
  expect(reader.count(queryOf(`queue:${lost[0]?.queue ?? ''}`))).toEqual({ value: 200, exact: true });
  reader.close();
}
