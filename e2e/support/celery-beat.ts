import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appFolder, celeryEnvironment, requirePython } from './celery-worker';

export interface CeleryBeat {
  readonly pid: number;
  /** What it wrote so far. */
  output(): string;
  /** Ends it at once. */
  kill(): Promise<void>;
}

/** Starts a real beat with a schedule file of its own. */
export function startBeat(brokerUrl: string, settings: Readonly<Record<string, unknown>>): CeleryBeat {
  const folder = mkdtempSync(join(tmpdir(), 'celeryscope-beat-'));
  const files = ['-s', join(folder, 'schedule'), '--pidfile', join(folder, 'beat.pid')];
  const child = spawn(requirePython(), ['-m', 'celery', '-A', 'scope_tasks', 'beat', '-l', 'INFO', ...files], {
    cwd: appFolder,
    env: celeryEnvironment(brokerUrl, settings),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const keep = (chunk: Buffer): void => void (output = (output + chunk.toString()).slice(-100_000));
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    pid: child.pid ?? 0,
    output: () => output,
    async kill() {
      child.kill('SIGKILL');
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
