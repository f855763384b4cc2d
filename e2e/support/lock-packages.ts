import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { requirePython, runPython, type CeleryApp } from './celery-worker';

const own = fileURLToPath(new URL('../../.demo/locks/bin/python', import.meta.url));

/** The application with celery-once, celery-singleton and redbeat, which `npm run truth` installs. */
export function lockApp(): CeleryApp {
  const python = process.env['CELERYSCOPE_TEST_LOCKS_PYTHON'] ?? own;
  if (!existsSync(python)) throw new Error(`no packages that lock tasks beside ${requirePython()}: npm run truth`);
  return { module: 'scope_locks', python };
}

/** Sends a locked task and gives its id, or that of the one that is said to be under way; `None`: it was refused. */
export async function sendLocked(
  brokerUrl: string,
  task: 'once' | 'single',
  seconds: number,
  queue: string,
  countdown = 0,
): Promise<string> {
  const args = ['send_locked.py', task, String(seconds), queue, String(countdown)];
  return (await runPython(args, brokerUrl, {}, '', lockApp().python)).trim();
}
