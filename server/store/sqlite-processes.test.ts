import { buildSync } from 'esbuild';
import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { openReader } from './sqlite';
import { openSyncWriter } from './sqlite.fixture';
import { batchOf, NOW, queryOf, taskOf } from './store.fixture';
import { StoreError } from './store';

const root = process.cwd();
const folder = mkdtempSync(join(tmpdir(), 'celeryscope-processes-'));
const program = join(folder, 'writing-process.cjs');
const running: ChildProcess[] = [];

function start(
  dataDir: string,
  batches: number,
  uid?: number,
): { readonly child: ChildProcess; readonly lines: AsyncIterator<string> } {
  const env = { ...process.env, NODE_PATH: join(root, 'node_modules') };
  const child = spawn(process.execPath, [program, dataDir, String(batches)], {
    env,
    uid,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.push(child);
  return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() };
}

async function killed(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}

function errorOf(work: () => unknown): StoreError {
  try {
    work();
  } catch (error) {
    if (error instanceof StoreError) return error;
    throw error;
  }
  throw new Error('did not fail');
}

describe('the SQLite store and other processes', () => {
  vi.setConfig({ testTimeout: 120_000 });
  beforeAll(() => {
    const entryPoints = [join(root, 'server/store/writing-process.fixture.ts')];
    buildSync({
      entryPoints,
      outfile: program,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      packages: 'external',
      alias: { '@': root },
    });
    chmodSync(folder, 0o755);
  });
  afterEach(() => running.splice(0).forEach((child) => child.kill('SIGKILL')));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('keeps every batch that was written before a kill -9, and none in part', async () => {
    const dataDir = join(folder, 'killed');
    for (let round = 0; round < 5; round += 1) {
      const { child, lines } = start(dataDir, 1_000_000);
      let written = 0;
      for (let line = 0; line < 20 + round * 7; line += 1) written = Number((await lines.next()).value);
      await killed(child);
      const { writer, notices } = openSyncWriter({ dataDir, now: NOW });
      const reader = openReader({ dataDir });
      const { tasks } = reader.size();
      expect(notices).toEqual([]);
      expect(tasks).toBeGreaterThanOrEqual(written);
      expect(tasks % 100).toBe(0);
      expect(reader.countsByState()).toEqual({ SUCCESS: tasks });
      writer.write(batchOf({ tasks: [taskOf('after')] }));
      writer.write(batchOf({ tasks: [taskOf('after', { state: 'FAILURE' })] }));
      expect(writer.loadTask('after')?.state).toBe('FAILURE');
      reader.close();
      writer.close();
      rmSync(dataDir, { recursive: true });
    }
  });

  it('refuses a second writer with one line, until the first is gone however it went', async () => {
    const dataDir = join(folder, 'locked');
    const { child, lines } = start(dataDir, 1_000_000);
    await lines.next();
    const error = errorOf(() => openSyncWriter({ dataDir, now: NOW }));
    expect(error.code).toBe('locked');
    expect(error.message).toMatch(/^Another Celeryscope [^\n]+--data-dir\.$/);
    await killed(child);
    openSyncWriter({ dataDir, now: NOW }).writer.close();
  });

  it('refuses a second writer in the same process too', () => {
    const dataDir = join(folder, 'twice');
    const { writer } = openSyncWriter({ dataDir, now: NOW });
    expect(errorOf(() => openSyncWriter({ dataDir, now: NOW })).code).toBe('locked');
    writer.close();
    openSyncWriter({ dataDir, now: NOW }).writer.close();
  });

  it('gives a reader whole batches and one state an answer while another process writes', async () => {
    const dataDir = join(folder, 'shared');
    const { child, lines } = start(dataDir, 300);
    await lines.next();
    const reader = openReader({ dataDir });
    let last = 0;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    for (let done = false; !done;) {
      const page = reader.tasks(queryOf('queue:celery', { limit: 500 }));
      expect(page.count.value % 100).toBe(0);
      expect(page.count.value).toBeGreaterThanOrEqual(last);
      expect(page.tasks).toHaveLength(Math.min(500, page.count.value));
      last = page.count.value;
      done = (await lines.next()).done === true;
    }
    await ended;
    expect(reader.size().tasks).toBe(30_000);
    reader.close();
  });

  it('says that a folder can not be written, and what to do', async () => {
    const dataDir = join(folder, 'read-only');
    mkdirSync(dataDir);
    // Root may write everywhere, so it lends the attempt to nobody.
    chmodSync(dataDir, 0o555);
    const nobody = process.getuid?.() === 0 ? 65_534 : undefined;
    const { lines } = start(dataDir, 1, nobody);
    expect((await lines.next()).value).toBe('read_only');
    const inFile = errorOf(() => openSyncWriter({ dataDir: join(program, 'below-a-file'), now: NOW }));
    expect(inFile.code).toBe('read_only');
    expect(inFile.message).toContain('--data-dir');
  });
});
