import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Task } from '@/lib/cluster/task';
import { parseFilter } from '@/lib/query/parse-filter';
import { letsThrough } from '../naive-filter.fixture';
import { randomFilter, randomTasks } from '../random-tasks.fixture';
import { batchOf, NOW, queryOf, taskOf, uuidOf } from '../store.fixture';
import { StoreError } from '../store';
import type { OpenStore, StoreUnderTest } from '../store.contract';

export function filtersContract(under: StoreUnderTest, open: OpenStore): void {
  it('lets through exactly the tasks that the filter means, and counts them', async () => {
    await fc.assert(
      fc.asyncProperty(randomTasks, fc.array(randomFilter, { minLength: 8, maxLength: 8 }), async (tasks, filters) => {
        const { writer, reader, close } = await open({ now: NOW, settledAt: null });
        try {
          await writer.write(batchOf({ tasks }));
          for (const q of filters) {
            const found = await reader.tasks(queryOf(q, { limit: 500 }));
            const expected = expectedIds(tasks, q);
            expect({ q, found: found.tasks.map(({ uuid }) => uuid).toSorted() }).toEqual({ q, found: expected });
            expect({ q, count: await reader.count(queryOf(q)) }).toEqual({
              q,
              count: { value: expected.length, exact: true },
            });
            expect((await reader.uuids(queryOf(q), 500)).toSorted()).toEqual(expected);
          }
        } finally {
          await close();
        }
      }),
      { numRuns: 60 },
    );
  });

  it('looks between two times of the last update, both included', async () => {
    const tasks = [1, 2, 3, 4].map((n) => taskOf(uuidOf(n), { updatedAt: NOW + n }));
    await under.store.writer.write(batchOf({ tasks }));
    const found = await under.store.reader.tasks(queryOf('', { from: NOW + 2, to: NOW + 3 }));
    expect(found.tasks.map(({ uuid }) => uuid)).toEqual([uuidOf(3), uuidOf(2)]);
    expect(found.count).toEqual({ value: 2, exact: true });
  });

  it('refuses a filter that it can not read', async () => {
    await expect(under.store.reader.tasks(queryOf('state:'))).rejects.toThrow(StoreError);
    await expect(under.store.reader.count(queryOf('(('))).rejects.toThrow(StoreError);
  });

  it('counts the values of each facet without the terms of the facet itself', async () => {
    await under.store.writer.write(
      batchOf({
        tasks: [
          taskOf(uuidOf(1), { queue: 'mail' }),
          taskOf(uuidOf(2), {
            state: 'FAILURE',
            queue: 'mail',
            exception: "ValueError('x')",
            exceptionType: 'ValueError',
          }),
          taskOf(uuidOf(3), { state: 'FAILURE', queue: null, exception: 'lost', exceptionType: null }),
        ],
      }),
    );
    const facets = await under.store.reader.facets(queryOf('state:FAILURE queue:mail'));
    expect(facets.states).toEqual(
      expect.arrayContaining([
        { value: 'SUCCESS', count: 1 },
        { value: 'FAILURE', count: 1 },
      ]),
    );
    expect(facets.queues).toEqual(
      expect.arrayContaining([
        { value: 'mail', count: 1 },
        { value: null, count: 1 },
      ]),
    );
    expect(facets.types).toEqual([{ value: 'shop.add', count: 1 }]);
    expect(facets.exceptions).toEqual([{ value: 'ValueError', count: 1 }]);
    const all = await under.store.reader.facets(queryOf());
    expect(all.states[0]).toEqual({ value: 'FAILURE', count: 2 });
    expect(all.queues).toEqual([
      { value: 'mail', count: 2 },
      { value: null, count: 1 },
    ]);
    expect(all.exact).toBe(true);
  });

  it('lists the names that stored tasks have, best fit first', async () => {
    const names = ['shop.mail', 'mail.send', 'MAIL.other', 'mail.send', 'stock.sync', null];
    await under.store.writer.write(
      batchOf({ tasks: names.map((name, n) => taskOf(uuidOf(n), { name, queue: 'mail*' })) }),
    );
    const { reader } = under.store;
    expect(await reader.names('task', 'mail', 10)).toEqual([
      { value: 'mail.send', count: 2 },
      { value: 'MAIL.other', count: 1 },
      { value: 'shop.mail', count: 1 },
    ]);
    expect(await reader.names('task', '', 2)).toHaveLength(2);
    expect(await reader.names('queue', '*', 5)).toEqual([{ value: 'mail*', count: 6 }]);
    expect(await reader.names('worker', '%', 5)).toEqual([]);
    expect(await reader.names('state', 'succ', 5)).toEqual([{ value: 'SUCCESS', count: 6 }]);
    await under.store.writer.write(batchOf({ tasks: [taskOf(uuidOf(4), { name: 'shop.mail' })] }));
    expect(await reader.names('task', 'stock', 5)).toEqual([]);
  });

  it('finds nothing that was never stored, by names that look like code', async () => {
    await under.store.writer.write(batchOf({ tasks: [taskOf(uuidOf(1))] }));
    for (const q of [
      'queue:"\'; DROP TABLE task; --"',
      'task:"%"',
      'args:"_"',
      'uuid:zz',
      'worker:"\\\\"',
      '"\' OR 1=1"',
    ]) {
      expect((await under.store.reader.tasks(queryOf(q))).tasks).toEqual([]);
    }
    expect((await under.store.reader.tasks(queryOf())).tasks).toHaveLength(1);
  });
}

function expectedIds(tasks: readonly Task[], q: string): readonly string[] {
  const parsed = parseFilter(q, NOW);
  if (!parsed.ok) throw new Error(`${q}: ${parsed.message}`);
  return tasks
    .filter((task) => letsThrough(parsed.filter, task, NOW))
    .map(({ uuid }) => uuid)
    .toSorted();
}
