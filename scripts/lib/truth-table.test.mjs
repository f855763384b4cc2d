import { expect, it } from 'vitest';
import { readRows, truthTable } from './truth-table.mjs';

const row = { kind: 'finding', name: 'task-lost', scenario: 'kill -9', foundSeconds: null, rightCause: false };
const written = (/** @type {object[]} */ ...rows) =>
  rows.map((one) => `${JSON.stringify({ ...row, closedSeconds: null, ...one })}\n`).join('');

it('takes the last that a scenario wrote, and one that never ended has failed', () => {
  const rows = readRows(
    written({}, { scenario: 'other' }, { foundSeconds: 12.3, rightCause: true, closedSeconds: 4 }, { kind: 'rung' }),
  );
  expect(rows).toHaveLength(2);
  const [, , ...lines] = truthTable(readRows(written({}, { foundSeconds: 12.3, rightCause: true }))).split('\n');
  expect(lines).toEqual(['| task-lost | kill -9  | 12 s        | yes         | no           |']);
});

it('sorts by name, rungs last, and names detectors that have no scenario', () => {
  const rung = { kind: 'rung', name: 'why: lost', foundSeconds: 1, rightCause: true };
  const quiet = { kind: 'quiet', name: 'no finding', scenario: '2 minutes', rightCause: true };
  const table = truthTable(readRows(written(rung, {}, quiet)), ['clock-drift', 'task-lost']);
  const cells = table.split('\n').map((line) => line.split(' | ').map((cell) => cell.replaceAll('|', '').trim()));
  expect(cells.slice(2)).toEqual([
    ['clock-drift', '**no scenario**', '–', '–', '–'],
    ['no finding', '2 minutes', '–', 'yes', '–'],
    ['task-lost', 'kill -9', 'no', 'no', 'no'],
    ['why: lost', 'kill -9', '1 s', 'yes', '–'],
  ]);
});
