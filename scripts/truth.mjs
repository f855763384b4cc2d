import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runChecks } from './lib/checks.mjs';
import { Failure, runMain } from './lib/failure.mjs';
import { readOptions } from './lib/options.mjs';
import { inRoot } from './lib/paths.mjs';
import { step } from './lib/progress.mjs';
import { readRows, truthTable } from './lib/truth-table.mjs';
import { provideRabbitmq, provideRedis } from './services/provide.mjs';
import { installPackages } from './steps/install.mjs';
import { provideNode } from './steps/node24.mjs';
import { provideLocks, provideOtherCelery, providePython } from './steps/python.mjs';
import { ROWS, SCENARIOS_AT_A_TIME, scenarioFiles, scenarios } from './steps/service-tests.mjs';
import { writeTruth } from './steps/truth-report.mjs';

const usage = `npm run truth -- [--write] [NAME …]

  NAME      runs the files in e2e/scenarios/ whose names contain it
  --write   writes the table to docs/truth.md`;

/** Causes each fault with real workers and prints what was found of it. */
await runMain(async () => {
  const options = { write: { type: /** @type {const} */ ('boolean'), default: false } };
  const { values, positionals } = readOptions({ options, allowPositionals: true }, usage);
  if (values.write && positionals.length > 0) throw new Failure(`--write wants all scenarios.\n  ${usage}`);
  const node = await provideNode();
  await installPackages();
  const python = await providePython();
  await provideLocks(python);
  const redis = await step('Redis', (progress) => provideRedis(python, progress));
  const rabbitmq = await step('RabbitMQ', provideRabbitmq).catch(() => null);
  const machine = { python, redis, rabbitmq, postgres: null, chromium: null };
  /** @type {string[]} */
  const missing = rabbitmq ? [] : ['RabbitMQ'];
  /** @type {(import('./steps/service-tests.mjs').Scenario & { python: string })[]} */
  const files = [];
  for (const file of scenarioFiles(machine, positionals)) {
    const own = file.celery ? await attempt(missing, () => provideOtherCelery(python, file.celery ?? '')) : python;
    if (own) files.push({ ...file, python: own });
  }
  // What a scenario that was ended by a signal leaves in it goes with it.
  const folder = mkdtempSync(path.join(tmpdir(), 'celeryscope-truth-'));
  try {
    const { beside, alone } = scenarios(machine, files, folder);
    const outcomes = await runChecks(node, beside, SCENARIOS_AT_A_TIME);
    outcomes.push(...(await runChecks(node, alone, 1)));
    if (values.write) await writeTruth(truthTable(rowsIn(folder), detectors()), machine, node);
    return outcomes.length > 0 && outcomes.every(({ ok }) => ok) ? 0 : 1;
  } finally {
    const rows = rowsIn(folder);
    if (missing.length > 0) process.stdout.write(`\n! NOT RUN, for want of ${[...new Set(missing)].join('; ')}\n`);
    if (rows.length > 0) process.stdout.write(`\n${truthTable(rows, positionals.length === 0 ? detectors() : [])}\n`);
    rmSync(folder, { recursive: true, force: true });
  }
});

/**
 * What a part needs and this machine lacks stops that part only.
 * @param {string[]} missing @param {() => Promise<string>} provide
 */
async function attempt(missing, provide) {
  try {
    return await provide();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    missing.push(error.message);
    return null;
  }
}

/** @param {string} folder */
function rowsIn(folder) {
  const file = path.join(folder, ROWS);
  return existsSync(file) ? readRows(readFileSync(file, 'utf8')) : [];
}

/** Each has a page. */
function detectors() {
  return readdirSync(inRoot('docs', 'detectors'))
    .map((file) => path.basename(file, '.md'))
    .filter((name) => name !== 'README');
}
