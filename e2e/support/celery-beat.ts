import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnCelery } from './celery-worker';

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
  const { child, output, exited } = spawnCelery(['beat', '-l', 'INFO', ...files], brokerUrl, settings);
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
