import { endRunsOnSignal, lastLines, tryRun } from './run.mjs';
import { secondsSince } from './progress.mjs';

/**
 * @typedef {{ passed: number, failed: number, skipped: string[] }} Counts
 * @typedef {{ name: string, args: string[], env?: NodeJS.ProcessEnv, count?: () => Counts }} Check
 * @typedef {{ name: string, ok: boolean, counts: Counts | null }} Outcome
 */

/**
 * Runs checks, so many at a time, and prints a line for each; what a failed one said follows its line.
 * @param {string} node @param {Check[]} checks @param {number} [atATime] @returns {Promise<Outcome[]>}
 */
export async function runChecks(node, checks, atATime = 2) {
  endRunsOnSignal();
  const waiting = [...checks];
  /** @type {Outcome[]} */
  const outcomes = [];
  const work = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) outcomes.push(await runCheck(node, check));
  };
  await Promise.all(Array.from({ length: atATime }, work));
  return outcomes;
}

/** @param {string} node @param {Check} check @returns {Promise<Outcome>} */
async function runCheck(node, { name, args, env, count }) {
  const started = performance.now();
  const { code, output } = await tryRun(node, args, {
    env: { ...process.env, NO_COLOR: '1', ...env },
    wholeTree: true,
  });
  const counts = count?.() ?? null;
  const ok = code === 0 && (counts?.failed ?? 0) === 0;
  const detail = counts ? `${counts.passed} passed${counts.failed ? `, ${counts.failed} failed` : ''}` : '';
  process.stdout.write(`${ok ? '✓' : '✗'} ${name.padEnd(22)}${secondsSince(started)}  ${detail}`.trimEnd() + '\n');
  if (!ok) process.stdout.write(`${lastLines(output, 80).replace(/^/gm, '    ')}\n`);
  return { name, ok, counts };
}
