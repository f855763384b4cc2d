import { existsSync } from 'node:fs';
import { runChecks } from './lib/checks.mjs';
import { Failure, runMain } from './lib/failure.mjs';
import { inRoot } from './lib/paths.mjs';
import { step } from './lib/progress.mjs';
import { lint, quickChecks } from './steps/checks.mjs';
import { browserTests, integrationTests, loneTests } from './steps/service-tests.mjs';
import { installPackages } from './steps/install.mjs';
import { provideNode } from './steps/node24.mjs';
import { provideFlower, provideOtherCelery, providePython } from './steps/python.mjs';
import { buildProduct } from './steps/build.mjs';
import { provideChromium } from './services/chromium.mjs';
import { mayInstall } from './services/debian.mjs';
import {
  provideMariadb,
  provideMemcached,
  provideNginx,
  providePostgres,
  provideRabbitmq,
  provideRedis,
} from './services/provide.mjs';

/** @typedef {import('./lib/checks.mjs').Outcome} Outcome */

await runMain(async () => {
  const node = await provideNode();
  await installPackages();
  /** What could not be had, and why. @type {string[]} */
  const missing = [];
  const python = await attempt(missing, 'Python with Celery', () => providePython());
  const redis =
    python && (await attempt(missing, 'Redis', () => step('Redis', (progress) => provideRedis(python, progress))));
  const rabbitmq = await attempt(missing, 'RabbitMQ', () => step('RabbitMQ', provideRabbitmq));
  const postgres = await attempt(missing, 'PostgreSQL', () => step('PostgreSQL', providePostgres));
  const memcached = await attempt(missing, 'Memcached', () => step('Memcached', provideMemcached));
  const mariadb = await attempt(missing, 'MariaDB', () => step('MariaDB', provideMariadb));
  const backends =
    python && (await attempt(missing, 'Celery with all result backends', () => provideOtherCelery(python, 'backends')));
  const flower = python && (await attempt(missing, 'Flower', () => provideFlower(python)));
  const nginx = await attempt(missing, 'nginx', () => step('nginx', provideNginx));
  const chromium = await attempt(missing, 'Chromium', () => step('Chromium', provideChromium));

  const outcomes = await runChecks(node, quickChecks());
  const built = await attempt(missing, 'the build', async () => {
    await buildProduct(node);
    return existsSync(inRoot('dist', 'cli.js'));
  });
  const machine = { python, redis, rabbitmq, postgres, memcached, mariadb, nginx, backends, flower, chromium };
  // Lint keeps one core busy for long, and the integration tests wait for most of their time.
  const beside = python && redis ? [lint(), integrationTests(machine)] : [lint()];
  outcomes.push(...(await runChecks(node, beside)));
  if (python && redis) outcomes.push(...(await runChecks(node, [loneTests(machine)])));
  if (python && redis && chromium && built) outcomes.push(...(await runChecks(node, browserTests(machine), 1)));
  return report(outcomes, missing, built !== null);
});

/**
 * What a part needs and this machine lacks stops that part only.
 * @template T
 * @param {string[]} missing @param {string} name @param {() => Promise<T>} provide @returns {Promise<T | null>}
 */
async function attempt(missing, name, provide) {
  try {
    return await provide();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    process.stdout.write(`  ${error.message}\n${error.details ? `${error.details.replace(/^/gm, '    ')}\n` : ''}`);
    missing.push(`${name}: ${error.message}`);
    return null;
  }
}

/** @param {Outcome[]} outcomes @param {string[]} missing @param {boolean} built */
function report(outcomes, missing, built) {
  const bad = outcomes.filter(({ ok }) => !ok).map(({ name }) => name);
  const counts = outcomes.flatMap((outcome) => outcome.counts ?? []);
  const skipped = counts.flatMap((count) => count.skipped);
  if (missing.length > 0) {
    process.stdout.write(`\n${'!'.repeat(100)}\n! NOT RUN, because this machine lacks what they need:\n`);
    for (const line of missing) process.stdout.write(`!   ${line}\n`);
    process.stdout.write(`${'!'.repeat(100)}\n`);
  }
  if (skipped.length > 0)
    process.stdout.write(`\n! SKIPPED by the tests themselves:\n${skipped.join('\n').replace(/^/gm, '!   ')}\n`);
  if (bad.length > 0) process.stdout.write(`\nFailed: ${bad.join(', ')}\n`);
  const sum = (/** @type {'passed' | 'failed'} */ key) => counts.reduce((total, count) => total + count[key], 0);
  process.stdout.write(`\n${sum('passed')} passed, ${sum('failed')} failed\n`);
  // Where we may install, a missing part is our failure; elsewhere its owner has been told what to install.
  const incomplete = missing.length > 0 && mayInstall();
  return bad.length > 0 || !built || incomplete ? 1 : 0;
}
