import { describe, expect, it } from 'vitest';
import { CellTable, rowsOfTable } from './cell-table';

const counting = (most: number) => new CellTable(most, () => ({ count: 0 }));
const add = (table: CellTable<{ count: number }>, outer: string, inner: string, now = 0) =>
  void (table.of(outer, inner, now).count += 1);
const told = (table: CellTable<{ count: number }>) =>
  [...table.all()].flatMap(([outer, cells]) => [...cells].map(([inner, { count }]) => `${outer} ${inner} ${count}`));

describe('a table of cells', () => {
  it('has a cell for each two names while there are few', () => {
    const table = counting(3);
    for (const [outer, inner] of [
      ['w1', 'a'],
      ['w1', 'b'],
      ['w2', 'a'],
      ['w1', 'a'],
    ] as const)
      add(table, outer, inner);
    expect(told(table)).toEqual(['w1 a 2', 'w1 b 1', 'w2 a 1']);
    expect(table.isFull).toBe(false);
  });

  it('sums what comes beyond its bound by the inner name, and beyond a tenth of those in one cell', () => {
    const table = counting(10);
    for (let index = 0; index < 10; index += 1) add(table, 'w1', `t${index}`);
    expect(table.isFull).toBe(false);
    for (const inner of ['t0', 't0', 't1', 't2']) add(table, 'w2', inner);
    add(table, 'w1', 't0');
    expect(told(table).slice(-2)).toEqual(['other t0 2', 'other other 2']);
    expect(told(table)).toContain('w1 t0 2');
    expect(table.isFull).toBe(true);
  });

  it('never has more rows than it says, and loses nothing', () => {
    const table = counting(50);
    for (let outer = 0; outer < 100; outer += 1)
      for (let inner = 0; inner < 100; inner += 1) add(table, `w${outer}`, `t${inner}`);
    const rows = told(table);
    expect(rows.length).toBeLessThanOrEqual(rowsOfTable(50));
    expect(rows.reduce((sum, row) => sum + Number(row.split(' ')[2]), 0)).toBe(10_000);
  });

  it('gives the places of an outer name that is forgotten to others, and what was summed stays summed', () => {
    const table = counting(2);
    for (const outer of ['w1', 'w2', 'w3']) add(table, outer, 'a', 5);
    add(table, 'w2', 'a', 9);
    table.forget((_, at) => at < 9);
    add(table, 'w3', 'a', 10);
    expect(told(table)).toEqual(['w2 a 2', 'w3 a 1', 'other a 1']);
    add(table, 'w1', 'a', 11);
    expect(told(table)).toEqual(['w2 a 2', 'w3 a 1', 'other a 2']);
  });

  it('counts names that are one label in one cell', () => {
    const table = counting(10);
    add(table, 'w\u0000', 'a'.repeat(300));
    add(table, 'w\u0001', `${'a'.repeat(250)}b`);
    expect(told(table)).toEqual([`w\u{FFFD} ${'a'.repeat(199)}… 2`]);
  });

  it('takes a worker that calls itself other for one of the others', () => {
    const table = counting(10);
    add(table, 'other', 'a');
    expect(told(table)).toEqual(['other a 1']);
    expect(table.isFull).toBe(false);
  });
});
