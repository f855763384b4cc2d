import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { CeleryApp } from './celery-worker';

const own = fileURLToPath(new URL('../../.demo/backends/bin/python', import.meta.url));

/** The test application with the packages of all result backends (`e2e/requirements/backends.txt`), as `npm test` installs. */
export function backendApp(): CeleryApp {
  const python = process.env['CELERYSCOPE_TEST_BACKENDS_PYTHON'] ?? own;
  if (!existsSync(python)) throw new Error('no Celery with result backends beside Redis: npm test installs it');
  return { module: 'scope_tasks', python };
}
