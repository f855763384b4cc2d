import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { countPlaywright, countVitest } from './test-counts.mjs';

/** @param {object} report @param {(file: string) => unknown} count */
function counted(report, count) {
  const folder = mkdtempSync(path.join(tmpdir(), 'celeryscope-report-'));
  const file = path.join(folder, 'report.json');
  writeFileSync(file, JSON.stringify(report));
  const counts = count(file);
  rmSync(folder, { recursive: true });
  return counts;
}

it('counts a test file that could not be loaded as a failure', () => {
  const test = (/** @type {string} */ status) => ({ status, fullName: `a ${status} test` });
  const report = {
    testResults: [
      { status: 'failed', assertionResults: [] },
      { status: 'failed', assertionResults: [test('passed'), test('failed')] },
      { status: 'passed', assertionResults: [test('passed'), test('skipped')] },
    ],
  };
  expect(counted(report, countVitest)).toEqual({ passed: 2, failed: 2, skipped: ['a skipped test'] });
});

it('counts a flaky browser test and a broken configuration as failures', () => {
  const report = { stats: { expected: 4, unexpected: 1, flaky: 1, skipped: 2 }, errors: [{ message: 'no config' }] };
  expect(counted(report, countPlaywright)).toEqual({ passed: 4, failed: 3, skipped: ['2 browser tests'] });
});

it('takes a missing report for a failure', () => {
  expect(countVitest('/nonexistent/report.json')).toEqual({ passed: 0, failed: 1, skipped: [] });
});
