import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runChecks } from './lib/checks.mjs';
import { runMain } from './lib/failure.mjs';
import { step } from './lib/progress.mjs';
import { provideRabbitmq, provideRedis } from './services/provide.mjs';
import { installPackages } from './steps/install.mjs';
import { provideNode } from './steps/node24.mjs';
import { providePython } from './steps/python.mjs';
import { scenarios } from './steps/service-tests.mjs';

/**
 * @typedef {{ scenario: string, detector: string, foundSeconds: number | null, rightCause: boolean,
 *   closedSeconds: number | null }} Row
 */

/** Causes each fault with real workers and prints what was found of it. `npm run truth -- lost` runs some. */
await runMain(async () => {
  const node = await provideNode();
  await installPackages();
  const python = await providePython();
  const redis = await step('Redis', (progress) => provideRedis(python, progress));
  const rabbitmq = await step('RabbitMQ', provideRabbitmq).catch(() => null);
  const file = path.join(tmpdir(), `celeryscope-truth-${process.pid}.jsonl`);
  const machine = { python, redis, rabbitmq, postgres: null, chromium: null };
  const outcomes = await runChecks(node, scenarios(machine, file, process.argv.slice(2)), 1);
  printTable(readRows(file));
  rmSync(file, { force: true });
  return outcomes.every(({ ok }) => ok) ? 0 : 1;
});

/** @param {string} file @returns {Row[]} */
function readRows(file) {
  const lines = readFileSync(file, { encoding: 'utf8', flag: 'a+' }).split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line));
}

/** @param {Row[]} rows */
function printTable(rows) {
  const seconds = (/** @type {number | null} */ value) => (value === null ? 'no' : `${value.toFixed(0)} s`);
  const cells = rows
    .sort((a, b) => a.detector.localeCompare(b.detector))
    .map((row) => [
      row.detector,
      row.scenario,
      seconds(row.foundSeconds),
      row.rightCause ? 'yes' : 'no',
      seconds(row.closedSeconds),
    ]);
  const table = [['detector', 'scenario', 'found after', 'right cause', 'closed after'], ...cells];
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((line) => line[column]?.length ?? 0)));
  const lines = table.map((line) => `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`);
  lines.splice(1, 0, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`);
  process.stdout.write(`\n${lines.join('\n')}\n`);
}
