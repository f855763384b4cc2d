import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { migrate } from './migrate';
import { raw } from '../sql/fragment';
import { coveringIndex, HELD_BY_INDEX } from './task-cost';
import type { TaskPlan } from './task-plan';

const plan: TaskPlan = {
  where: raw('1'),
  usesPayload: false,
  access: { kind: 'seek', column: 'name', ids: [7] },
  index: { kind: 'seek', column: 'name', ids: [7] },
  isInRuntimes: true,
  rows: 3,
  from: null,
  to: null,
  known: null,
};

it('counts on nothing that an index does not hold', () => {
  const db = new Database(':memory:');
  migrate(db);
  for (const [index, fields] of Object.entries(HELD_BY_INDEX)) {
    const columns = db
      .prepare<[string], { name: string }>('SELECT name FROM pragma_index_info(?)')
      .all(index)
      .map(({ name }) => name);
    expect(columns).toEqual(expect.arrayContaining([...fields]));
  }
  db.close();
});

it('lists one name in the order of what stands beside it, without a look at the rows', () => {
  expect(coveringIndex(plan, 'queue')).toBe(plan.index);
  expect(coveringIndex(plan, 'runtime')).toBeNull();
  expect(coveringIndex({ ...plan, index: null }, 'queue')).toBeNull();
});
