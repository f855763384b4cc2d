import { describe, expect, it } from 'vitest';
import type { TaskPage, TaskRow } from '../api/views';
import { reduceLiveTable, UNSEEN_MAX, type LiveTable, type LiveTableEvent } from './live-table';
import { taskRow } from './task-row.fixture';

function page(tasks: readonly TaskRow[], nextCursor: string | null = null): TaskPage {
  return { tasks, nextCursor, count: { value: tasks.length, exact: true } };
}

function after(events: readonly LiveTableEvent[]): LiveTable {
  const table = events.reduce<LiveTable | null>(reduceLiveTable, null);
  if (table === null) throw new Error('no page among the events');
  return table;
}

const a = taskRow({ uuid: 'a' });
const b = taskRow({ uuid: 'b' });
const c = taskRow({ uuid: 'c' });
const first: LiveTableEvent = { type: 'page', key: 'q', page: page([a, b]), at: 10 };
const ids = (table: LiveTable) => table.rows.map(({ row }) => row.uuid);

describe('reduceLiveTable', () => {
  it('changes cells and keeps the order when a frame brings rows in another order', () => {
    const started = { ...b, state: 'STARTED', startedAt: 1002 };
    const table = after([first, { type: 'page', key: 'q', page: page([started, a]), at: 11 }]);
    expect(ids(table)).toEqual(['a', 'b']);
    expect(table.rows[1]?.row.state).toBe('STARTED');
    expect(table.rows[1]?.changed).toEqual({ state: 11, startedAt: 11 });
    expect(table.rows[0]?.changed).toEqual({});
  });

  it('counts a new row instead of inserting it', () => {
    const table = after([first, { type: 'page', key: 'q', page: page([c, a, b]), at: 11 }]);
    expect(ids(table)).toEqual(['a', 'b']);
    expect(table.unseen.map((row) => row.uuid)).toEqual(['c']);
  });

  it('does not count a new row that left the filter before it was loaded', () => {
    const table = after([
      first,
      { type: 'page', key: 'q', page: page([c, a, b]), at: 11 },
      { type: 'page', key: 'q', page: page([a, b]), at: 12 },
    ]);
    expect(table.unseen).toEqual([]);
  });

  it('keeps a row that left the filter, marked, and takes it back when it matches again', () => {
    const left = after([first, { type: 'page', key: 'q', page: page([a]), at: 11 }]);
    expect(ids(left)).toEqual(['a', 'b']);
    expect(left.rows[1]?.matches).toBe(false);
    expect(reduceLiveTable(left, first)?.rows[1]?.matches).toBe(true);
  });

  it('does not take a row for gone that merely moved beyond the first page', () => {
    const table = after([first, { type: 'page', key: 'q', page: page([c], 'more'), at: 11 }]);
    expect(table.rows.every((shown) => shown.matches)).toBe(true);
  });

  it('marks a watched row that the server no longer finds under the filter', () => {
    const table = after([first, { type: 'watched', asked: ['a', 'b'], rows: [{ ...a, state: 'STARTED' }], at: 12 }]);
    expect(table.rows.map((shown) => [shown.row.state, shown.matches])).toEqual([
      ['STARTED', true],
      ['RECEIVED', false],
    ]);
  });

  it('shows the newest facts of a row that no longer matches', () => {
    const table = after([
      first,
      { type: 'page', key: 'q', page: page([a]), at: 11 },
      { type: 'facts', rows: [{ ...b, state: 'SUCCESS' }], at: 12 },
    ]);
    expect(table.rows[1]).toMatchObject({ matches: false, row: { state: 'SUCCESS' } });
  });

  it('puts new rows first on request, drops what left the filter, and dots only the new', () => {
    const d = taskRow({ uuid: 'd' });
    const table = after([
      { type: 'page', key: 'q', page: page([a, b, d]), at: 10 },
      { type: 'page', key: 'q', page: page([c, b, d]), at: 11 },
      { type: 'load-new', at: 20 },
    ]);
    expect(ids(table)).toEqual(['c', 'b', 'd']);
    expect(table.rows.map((shown) => shown.loadedAt)).toEqual([20, null, null]);
    expect(table.unseen).toEqual([]);
  });

  it('loads what was new beyond the first page as well', () => {
    const d = taskRow({ uuid: 'd' });
    const table = after([
      { type: 'page', key: 'q', page: page([a, b], 'x'), at: 10 },
      { type: 'page', key: 'q', page: page([c, a], 'x'), at: 11 },
      { type: 'page', key: 'q', page: page([d, c], 'x'), at: 12 },
    ]);
    expect(table.unseen.map((row) => row.uuid)).toEqual(['d', 'c']);
    expect(
      ids(
        after([
          { type: 'page', key: 'q', page: page([a, b], 'x'), at: 10 },
          { type: 'page', key: 'q', page: page([d, c], 'x'), at: 12 },
          { type: 'load-new', at: 13 },
        ]),
      ),
    ).toEqual(['d', 'c', 'a', 'b']);
  });

  it('appends a further page without doubling rows', () => {
    const table = after([
      { type: 'page', key: 'q', page: page([a, b], 'x'), at: 10 },
      { type: 'more', key: 'q', page: page([b, c]), at: 11 },
    ]);
    expect(ids(table)).toEqual(['a', 'b', 'c']);
    expect(table.cursor).toBeNull();
  });

  it('ignores a further page of another query', () => {
    expect(ids(after([first, { type: 'more', key: 'other', page: page([c]), at: 11 }]))).toEqual(['a', 'b']);
  });

  it('starts afresh for another query', () => {
    expect(ids(after([first, { type: 'page', key: 'other', page: page([c]), at: 11 }]))).toEqual(['c']);
  });

  it('takes the order of the server on reload', () => {
    expect(ids(after([first, { type: 'page', key: 'q', page: page([b, a]), at: 11 }, { type: 'reload' }]))).toEqual([
      'b',
      'a',
    ]);
  });

  it('keeps no more new rows than the pill can say', () => {
    const many = Array.from({ length: 700 }, (_, n) => taskRow({ uuid: `x${n}` }));
    const others = Array.from({ length: 700 }, (_, n) => taskRow({ uuid: `y${n}` }));
    const table = after([
      { type: 'page', key: 'q', page: page([a], 'x'), at: 10 },
      { type: 'page', key: 'q', page: page(many, 'x'), at: 11 },
      { type: 'page', key: 'q', page: page(others, 'x'), at: 12 },
    ]);
    expect(table.unseen).toHaveLength(UNSEEN_MAX);
  });
});
