import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import path from 'node:path';
import { inRoot } from '../lib/paths.mjs';
import { run, tryRun } from '../lib/run.mjs';

/**
 * Writes `docs/truth.md`: the table, and what it was made on.
 * @param {string} table @param {import('./service-tests.mjs').Machine} machine @param {string} node
 */
export async function writeTruth(table, machine, node) {
  const file = inRoot('docs', 'truth.md');
  writeFileSync(file, `${await heading(machine, node)}\n${table}\n`);
  await run(node, ['node_modules/prettier/bin/prettier.cjs', '--write', '--log-level=warn', file]);
}

/** @param {import('./service-tests.mjs').Machine} machine @param {string} node */
async function heading({ python, redis, rabbitmq }, node) {
  const versions = [
    `Node ${await version(node, ['--version'])}`,
    `Celery ${await version(python, ['-c', 'import celery; print(celery.__version__)'])}`,
    `Redis ${await version(redis, ['--version'])}`,
    rabbitmq
      ? `RabbitMQ ${await version(path.join(path.dirname(rabbitmq), 'rabbitmqctl'), ['version'])}`
      : 'no RabbitMQ',
  ];
  return [
    '# What was found of each fault',
    '',
    `\`npm run truth\` on ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, ${versions.join(', ')}.`,
    '',
    'Each scenario causes a fault with real Celery workers, waits until it is found, checks what is said of it (about',
    'whom, why, what to do), mends it and waits until the finding is closed. Rows that begin with `why` are about the',
    'explanation of one task that does not run.',
    '',
  ].join('\n');
}

/** @param {string | null} command @param {string[]} args */
async function version(command, args) {
  const answer = command ? await tryRun(command, args) : null;
  return /\d+(\.\d+)+/.exec(answer?.output ?? '')?.[0] ?? 'unknown';
}
