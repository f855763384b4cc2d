import { existsSync, rmSync } from 'node:fs';
import { Failure } from '../lib/failure.mjs';
import { inDemo } from '../lib/paths.mjs';
import { findProgram } from '../lib/programs.mjs';
import { step } from '../lib/progress.mjs';
import { run, tryRun } from '../lib/run.mjs';
import { contentHash, isStamped, stamp } from '../lib/stamp.mjs';
import { aptInstall, mayInstall } from '../services/debian.mjs';

const names = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python3.9', 'python'];
const versionCheck = 'import sys; print("%d.%d.%d" % sys.version_info[:3]); sys.exit(sys.version_info < (3, 9))';

/** A Python environment with Celery in `.demo/venv`. @returns {Promise<string>} the path of its Python */
export async function providePython() {
  const venv = inDemo('venv');
  const python = inDemo('venv', 'bin', 'python');
  const hash = contentHash(['demo/requirements.txt']);
  // The interpreter behind the environment may have been removed or replaced since.
  if (
    existsSync(python) &&
    isStamped('python', hash) &&
    (await tryRun(python, ['-c', 'import celery, redis'])).code === 0
  )
    return python;
  await step('Python environment', async (progress) => {
    const { base, version } = await findPython(progress);
    rmSync(venv, { recursive: true, force: true });
    progress(`Python ${version}`);
    await makeEnvironment(base, venv, progress);
    progress(`Python ${version}, pip install celery`);
    await run(python, ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', '-r', 'demo/requirements.txt'], {
      failure: 'pip could not install Celery. Is the Python package index reachable?',
    });
    const celery = await run(python, ['-c', 'import celery; print(celery.__version__)']);
    return `Python ${version}, Celery ${celery.trim()}, in .demo/venv`;
  });
  stamp('python', hash);
  return python;
}

/**
 * Flower in `.demo/flower`, apart from the shop's environment: the `celery` command would load it with every worker.
 * @param {string} python @returns {Promise<string>} the path of its Python
 */
export function provideFlower(python) {
  return provideBeside(python, 'flower', 'Flower, to compare', [USUAL, 'bench/requirements.txt']);
}

/**
 * Celery with packages that lock tasks, in `.demo/locks`: they would change the tasks of other tests.
 * @param {string} python
 */
export async function provideLocks(python) {
  await provideBeside(python, 'locks', 'Packages that lock tasks', [USUAL, 'e2e/support/locks-requirements.txt']);
}

/**
 * Another Celery, or one with other pools, in `.demo`: as `e2e/requirements/` has it.
 * @param {string} python @param {string} name @returns {Promise<string>} the path of its Python
 */
export function provideOtherCelery(python, name) {
  return provideBeside(python, name, name, [`e2e/requirements/${name}.txt`]);
}

/** The Celery of the demo and of most tests. */
const USUAL = 'demo/requirements.txt';

/**
 * An environment of its own.
 * @param {string} python @param {string} name @param {string} title @param {string[]} requirements files of them
 * @returns {Promise<string>} the path of its Python
 */
async function provideBeside(python, name, title, requirements) {
  const own = inDemo(name, 'bin', 'python');
  const hash = contentHash(requirements);
  if (existsSync(own) && isStamped(name, hash)) return own;
  await step(title, async () => {
    rmSync(inDemo(name), { recursive: true, force: true });
    await run(python, ['-m', 'venv', inDemo(name)]);
    const chosen = requirements.flatMap((file) => ['-r', file]);
    await run(own, ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', ...chosen], {
      failure: `pip could not install ${title}.`,
    });
    await run(own, ['-m', 'celery', '--version'], { failure: `${title} does not run on this Python.` });
  });
  stamp(name, hash);
  return own;
}

/** @param {(text: string) => void} progress */
async function findPython(progress) {
  for (const name of names) {
    const base = findProgram(name);
    const answer = base ? await tryRun(base, ['-c', versionCheck]) : null;
    if (base && answer?.code === 0) return { base, version: answer.output.trim() };
  }
  if (!mayInstall()) throw new Failure('Python 3.9 or later was not found. Install python3 (with its venv module).');
  await aptInstall(['python3', 'python3-venv'], progress);
  return { base: '/usr/bin/python3', version: '3' };
}

/** @param {string} base @param {string} venv @param {(text: string) => void} progress */
async function makeEnvironment(base, venv, progress) {
  const made = await tryRun(base, ['-m', 'venv', venv]);
  if (made.code === 0) return;
  // Debian keeps the module in a package of its own.
  if (!mayInstall())
    throw new Failure("Python's venv module is missing. On Debian: apt-get install python3-venv.", made.output);
  await aptInstall(['python3-venv'], progress);
  rmSync(venv, { recursive: true, force: true });
  await run(base, ['-m', 'venv', venv], { failure: "Python's venv module does not work." });
}
