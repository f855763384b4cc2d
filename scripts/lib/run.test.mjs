import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, vi } from 'vitest';
import { identity } from './processes.mjs';
import { endRuns, tryRun } from './run.mjs';

it('ends a command with all that it started, also what leads a group of its own', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'celeryscope-run-'));
  const file = path.join(folder, 'pids');
  const program = `
    const { spawn } = require('node:child_process');
    const child = spawn('sh', ['-c', 'sleep 60 & echo $! >> "${file}"; wait'], { detached: true, stdio: 'ignore' });
    process.on('SIGTERM', () => {});
    require('node:fs').appendFileSync(${JSON.stringify(file)}, process.pid + '\\n' + child.pid + '\\n');
    setInterval(() => {}, 1000);`;
  const run = tryRun(process.execPath, ['-e', program], { wholeTree: true });
  const pids = await vi.waitUntil(() => {
    const lines = readFileSync(file, { encoding: 'utf8', flag: 'a+' }).split('\n').filter(Boolean);
    return lines.length === 3 ? lines.map(Number) : null;
  }, 20_000);
  expect(pids.map(identity)).not.toContain(null);
  endRuns();
  await run;
  await vi.waitUntil(() => pids.every((pid) => identity(pid) === null), 20_000);
  rmSync(folder, { recursive: true });
});
