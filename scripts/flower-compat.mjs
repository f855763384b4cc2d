import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runChecks } from './lib/checks.mjs';
import { runMain } from './lib/failure.mjs';
import { flowerTables, readFlowerRows } from './lib/flower-table.mjs';
import { readOptions } from './lib/options.mjs';
import { inRoot } from './lib/paths.mjs';
import { step } from './lib/progress.mjs';
import { run } from './lib/run.mjs';
import { provideRabbitmq, provideRedis } from './services/provide.mjs';
import { installPackages } from './steps/install.mjs';
import { provideNode } from './steps/node24.mjs';
import { provideFlower, providePython } from './steps/python.mjs';
import { flowerTests } from './steps/service-tests.mjs';

const usage = `npm run flower-compat -- [--write]

  --write   writes the tables to docs/flower-compat.md`;

/** Sends the same requests to a real Flower and to us, on the same workers, and prints both answers. */
await runMain(async () => {
  const options = { write: { type: /** @type {const} */ ('boolean'), default: false } };
  const { values } = readOptions({ options }, usage);
  const node = await provideNode();
  await installPackages();
  const python = await providePython();
  const flower = await provideFlower(python);
  const redis = await step('Redis', (progress) => provideRedis(python, progress));
  const rabbitmq = await step('RabbitMQ', provideRabbitmq).catch(() => null);
  const folder = mkdtempSync(path.join(tmpdir(), 'celeryscope-flower-'));
  const file = path.join(folder, 'rows.jsonl');
  try {
    const machine = { python, redis, rabbitmq, postgres: null, chromium: null, flower };
    const outcomes = await runChecks(node, [flowerTests(machine, file)], 1);
    const rows = existsSync(file) ? readFlowerRows(readFileSync(file, 'utf8')) : [];
    const tables = flowerTables(rows);
    process.stdout.write(`\n${tables}\n\n${sumOf(rows)}\n`);
    const isGood = outcomes.every(({ ok }) => ok);
    if (rabbitmq === null) process.stdout.write('\n! NOT RUN, for want of RabbitMQ: its queues\n');
    if (values.write && isGood) await write(node, tables, sumOf(rows));
    return isGood ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** @param {readonly import('./lib/flower-table.mjs').FlowerRow[]} rows */
function sumOf(rows) {
  const count = (/** @type {string} */ verdict) => rows.filter((row) => row.verdict === verdict).length;
  return `${rows.length} requests: ${count('same')} are answered the same, ${count('different on purpose')} differently on purpose, ${count('DIFFERENT')} differ.`;
}

/** @param {string} node @param {string} tables @param {string} sum */
async function write(node, tables, sum) {
  const file = inRoot('docs', 'flower-compat.md');
  const heading = [
    '# Asked the same, Flower and Celeryscope answer',
    '',
    'Made by `npm run flower-compat -- --write`: each request is sent to a real Flower 2.1 and to Celeryscope, which',
    'watch the same broker and the same real worker. Compared are the status, the text, and of JSON the shape: every',
    'member at every depth and the type of its value. What is told here of long answers is cut, what is compared is not.',
    '`{added}` and the like stand for uuids of tasks, `{worker}` for the name of the worker.',
    'What the API is, and what differs on purpose, is in [flower-api.md](flower-api.md).',
    '',
    sum,
    '',
  ].join('\n');
  writeFileSync(file, `${heading}\n${tables}\n`);
  await run(node, ['node_modules/prettier/bin/prettier.cjs', '--write', '--log-level=warn', file]);
}
