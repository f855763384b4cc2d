import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnCelery, type CeleryApp } from './celery-worker';

export interface CeleryBeat {
  readonly pid: number;
  /** What it wrote so far. */
  output(): string;
  /** Ends it at once. */
  kill(): Promise<void>;
}

export interface BeatOptions {
  readonly args?: readonly string[];
  readonly app?: CeleryApp;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts a real beat with a schedule file of its own. */
export function startBeat(
  brokerUrl: string,
  settings: Readonly<Record<string, unknown>>,
  { args = [], app, env }: BeatOptions = {},
): CeleryBeat {
  const folder = mkdtempSync(join(tmpdir(), 'celeryscope-beat-'));
  const files = ['-s', join(folder, 'schedule'), '--pidfile', join(folder, 'beat.pid')];
  const { child, output, exited } = spawnCelery(['beat', '-l', 'INFO', ...files, ...args], brokerUrl, settings, {
    app,
    env,
  });
  return {
    pid: child.pid ?? 0,
    output,
    async kill() {
      child.kill('SIGKILL');
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
