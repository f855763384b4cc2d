import { existsSync, readFileSync, rmSync } from 'node:fs';

/** @typedef {import('./checks.mjs').Counts} Counts */

/** A report that is not there: the run broke before it could count. @type {Counts} */
const broken = { passed: 0, failed: 1, skipped: [] };

/** @param {string} file */
function readReport(file) {
  if (!existsSync(file)) return null;
  const report = JSON.parse(readFileSync(file, 'utf8'));
  rmSync(file);
  return report;
}

/** @param {string} file the JSON report of vitest @returns {Counts} */
export function countVitest(file) {
  const report = readReport(file);
  if (!report) return broken;
  const counts = { passed: 0, failed: 0, skipped: /** @type {string[]} */ ([]) };
  for (const { status, assertionResults } of report.testResults) {
    const before = counts.failed;
    for (const test of assertionResults) {
      if (test.status === 'passed') counts.passed += 1;
      else if (test.status === 'failed') counts.failed += 1;
      else counts.skipped.push(test.fullName);
    }
    // A file that could not even be loaded has no tests to fail.
    if (status === 'failed' && counts.failed === before) counts.failed += 1;
  }
  return counts;
}

/** @param {string} file the JSON report of Playwright @returns {Counts} */
export function countPlaywright(file) {
  const report = readReport(file);
  if (!report) return broken;
  const { expected, unexpected, flaky, skipped } = report.stats;
  const unnamed = `${skipped} browser ${skipped === 1 ? 'test' : 'tests'}`;
  return { passed: expected, failed: unexpected + flaky + report.errors.length, skipped: skipped > 0 ? [unnamed] : [] };
}
