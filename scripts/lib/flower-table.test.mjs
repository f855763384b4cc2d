import { expect, it } from 'vitest';
import { flowerTables, readFlowerRows } from './flower-table.mjs';

/** @type {import('./flower-table.mjs').FlowerRow} */
const row = { on: 'open', request: 'GET /api/tasks', flower: '200 {}', ours: '200 {}', verdict: 'same', reason: '' };

it('has a table for each pair of servers, and says why answers differ', () => {
  const differs = { ...row, ours: '400 a|b', verdict: 'different on purpose', reason: 'with a <reason>' };
  const lines = [row, { ...differs, on: 'locked' }].map((one) => JSON.stringify(one)).join('\n');
  expect(flowerTables(readFlowerRows(`${lines}\n`))).toBe(
    [
      '## Nobody signs in, and the API is open',
      '',
      '| request | Flower 2.1 | Celeryscope | verdict |',
      '| --- | --- | --- | --- |',
      '| `GET /api/tasks` | `200 {}` | the same | same |',
      '',
      '## With a password, read-only',
      '',
      '| request | Flower 2.1 | Celeryscope | verdict |',
      '| --- | --- | --- | --- |',
      '| `GET /api/tasks` | `200 {}` | `400 a¦b` | different on purpose: with a &lt;reason> |',
    ].join('\n'),
  );
});

it('cuts long answers', () => {
  expect(flowerTables([{ ...row, flower: 'x'.repeat(500) }])).toContain(`| \`${'x'.repeat(120)}…\` |`);
});
