import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Task } from '@/lib/cluster/task';
import { TASK_SORT_FIELDS, type TaskQuery, type TaskSort } from '@/lib/query/task-query';
import { randomTasks } from '../random-tasks.fixture';
import { batchOf, deliveryOf, NOW, queryOf, taskOf, uuidOf } from '../store.fixture';
import { StoreError, type StoreReader } from '../store';
import type { StoreUnderTest } from '../store.contract';

export function listsContract(under: StoreUnderTest): void {
  it('pages through every order without losing or doubling a task', async () => {
    const sort = fc.record({ field: fc.constantFrom(...TASK_SORT_FIELDS), descending: fc.boolean() });
    const q = fc.constantFrom(
      '',
      'queue:mail,celery',
      '-state:SUCCESS',
      'task:shop.*',
      'is:waiting,running',
      'retries:0',
      'exception:value',
    );
    await fc.assert(
      fc.asyncProperty(randomTasks, sort, q, fc.integer({ min: 1, max: 7 }), async (tasks, order, filter, limit) => {
        await under.store.writer.write(batchOf({ tasks }));
        const whole = (await under.store.reader.tasks(queryOf(filter, { sort: order, limit: 500 }))).tasks.map(
          ({ uuid }) => uuid,
        );
        expect(await allPages(under.store.reader, queryOf(filter, { sort: order, limit }))).toEqual(whole);
        expect(new Set(whole).size).toBe(whole.length);
      }),
      { numRuns: 60 },
    );
  });

  it('orders by the field asked for, with what is not known at the end', async () => {
    await fc.assert(
      fc.asyncProperty(
        randomTasks,
        fc.constantFrom(...TASK_SORT_FIELDS),
        fc.boolean(),
        async (tasks, field, descending) => {
          const known = new Map(tasks.map((task) => [task.uuid, task]));
          await under.store.writer.write(batchOf({ tasks }));
          const rows = (await under.store.reader.tasks(queryOf('', { sort: { field, descending }, limit: 500 }))).tasks;
          const values = rows.flatMap(({ uuid }) => known.get(uuid) ?? []).map((task) => sortValue(task, field));
          expect(values).toEqual(values.toSorted((a, b) => compare(a, b, descending)));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('goes on where it stood while new tasks come in', async () => {
    const write = (from: number, to: number): Promise<void> =>
      under.store.writer.write(
        batchOf({
          tasks: Array.from({ length: to - from }, (_, n) => taskOf(uuidOf(from + n), { updatedAt: NOW + from + n })),
        }),
      );
    await write(0, 20);
    const seen: string[] = [];
    let cursor: string | null = null;
    for (let page = 0; page < 4; page += 1) {
      const found = await under.store.reader.tasks(queryOf('', { limit: 5, cursor }));
      seen.push(...found.tasks.map(({ uuid }) => uuid));
      cursor = found.nextCursor;
      await write(100 + page * 10, 110 + page * 10);
    }
    expect(seen).toEqual(Array.from({ length: 20 }, (_, n) => uuidOf(19 - n)));
  });

  it.each([
    '',
    'x',
    'bm90IGpzb24',
    Buffer.from('["-updated",1]').toString('base64url'),
    Buffer.from('["-updated",null,null,-1]').toString('base64url'),
  ])('refuses “%s” as a cursor', async (cursor) => {
    await expect(under.store.reader.tasks(queryOf('', { cursor }))).rejects.toThrow(StoreError);
  });

  it('refuses the cursor of another order', async () => {
    await under.store.writer.write(batchOf({ tasks: [taskOf('a'), taskOf('b')] }));
    const { nextCursor } = await under.store.reader.tasks(queryOf('', { limit: 1 }));
    const sort: TaskSort = { field: 'runtime', descending: true };
    await expect(under.store.reader.tasks(queryOf('', { cursor: nextCursor, sort }))).rejects.toThrow(StoreError);
    await expect(under.store.reader.actions(nextCursor, 5)).rejects.toThrow(StoreError);
  });

  it('shows a row with excerpts and its wait', async () => {
    await under.store.writer.write(batchOf({ tasks: [taskOf('a', { args: 'x'.repeat(500), eta: NOW - 12 })] }));
    const [row] = (await under.store.reader.tasks(queryOf())).tasks;
    expect(row).toMatchObject({
      uuid: 'a',
      waitSeconds: 0.5,
      runtimeSeconds: 1.5,
      deliveries: 1,
      result: '5',
      retries: 0,
    });
    expect(row?.args).toHaveLength(200);
    expect(await under.store.reader.rowsOf(['nobody', 'a'])).toEqual([row]);
  });

  it('gives whole tasks from any place of any order, with their children', async () => {
    const sort = fc.record({ field: fc.constantFrom(...TASK_SORT_FIELDS), descending: fc.boolean() });
    const place = fc.record({ offset: fc.integer({ min: 0, max: 12 }), limit: fc.integer({ min: 1, max: 12 }) });
    await fc.assert(
      fc.asyncProperty(randomTasks, sort, place, async (tasks, order, { offset, limit }) => {
        const { reader } = under.store;
        await under.store.writer.write(batchOf({ tasks }));
        const listed = (await reader.tasks(queryOf('-state:SUCCESS', { sort: order, limit: 500 }))).tasks;
        const expected = listed.slice(offset, offset + limit).map(async ({ uuid }) => {
          const detail = await reader.task(uuid);
          return { task: detail?.task, children: detail?.children.map((child) => child.uuid) };
        });
        const given = await reader.wholeTasks(queryOf('-state:SUCCESS', { sort: order, limit }), offset);
        expect(given).toEqual(await Promise.all(expected));
      }),
      { numRuns: 40 },
    );
  });

  it('tells what a worker holds: running, reserved, scheduled', async () => {
    const at = (n: number): Partial<Task> => ({
      receivedAt: NOW - n,
      startedAt: null,
      endedAt: null,
      runtimeSeconds: null,
    });
    await under.store.writer.write(
      batchOf({
        tasks: [
          taskOf('done'),
          taskOf('long', { state: 'STARTED', ...at(60), startedAt: NOW - 50 }),
          taskOf('progress', { state: 'PROGRESS', ...at(20), startedAt: NOW - 10 }),
          taskOf('later', { state: 'RECEIVED', ...at(3), eta: NOW + 5 }),
          taskOf('due', { state: 'RECEIVED', ...at(2), eta: NOW - 5 }),
          taskOf('old', { state: 'RECEIVED', ...at(9) }),
          taskOf('other', { state: 'STARTED', ...at(9), worker: 'w2@alpha' }),
          taskOf('unknown', { state: 'UNKNOWN', ...at(9) }),
        ],
      }),
    );
    const held = await under.store.reader.heldBy('w1@alpha', 10);
    expect(held.running.map(({ uuid }) => uuid)).toEqual(['long', 'progress']);
    expect(held.reserved.map(({ uuid }) => uuid)).toEqual(['old', 'due']);
    expect(held.scheduled.map(({ uuid }) => uuid)).toEqual(['later']);
    expect((await under.store.reader.heldBy('w1@alpha', 1)).running).toHaveLength(1);
    expect(await under.store.reader.heldBy('nobody', 1)).toEqual({ running: [], reserved: [], scheduled: [] });
  });

  it('tells what waits in a queue, oldest first', async () => {
    const waiting = (uuid: string, sentAt: number, different: Partial<Task> = {}): Task =>
      taskOf(uuid, { state: 'SENT', sentAt, startedAt: null, endedAt: null, worker: null, ...different });
    await under.store.writer.write(
      batchOf({
        tasks: [
          waiting('b', NOW - 5),
          waiting('a', NOW - 9, { state: 'RECEIVED' }),
          waiting('mail', NOW - 20, { queue: 'mail' }),
          taskOf('done'),
        ],
      }),
    );
    expect((await under.store.reader.waitingIn('celery', 10)).map(({ uuid }) => uuid)).toEqual(['a', 'b']);
    expect((await under.store.reader.waitingIn('celery', 1)).map(({ uuid }) => uuid)).toEqual(['a']);
  });

  it('draws the runs of a worker, those too that another worker took over', async () => {
    const run = taskOf('run');
    const running = taskOf('running', { state: 'STARTED', startedAt: NOW - 900, endedAt: null, updatedAt: NOW - 900 });
    const old = taskOf('old', { startedAt: NOW - 800, endedAt: NOW - 700, updatedAt: NOW - 700 });
    const twice = taskOf('twice', { worker: 'w2@alpha' });
    const moved = {
      ...twice,
      deliveries: [deliveryOf(twice, 1, { worker: 'w1@alpha', pid: 7, endedAt: NOW - 10.5 }), deliveryOf(twice, 2)],
    };
    await under.store.writer.write(batchOf({ tasks: [run, running, old, moved] }));
    const lanes = await under.store.reader.lanes('w1@alpha', NOW - 60, 10);
    expect(lanes.map(({ uuid, pid, endedAt }) => [uuid, pid, endedAt])).toEqual(
      expect.arrayContaining([
        ['running', 4242, null],
        ['run', 4242, NOW - 10],
        ['twice', 7, NOW - 10.5],
      ]),
    );
    expect(lanes).toHaveLength(3);
    expect(await under.store.reader.lanes('w1@alpha', NOW - 60, 1)).toHaveLength(1);
  });
}

async function allPages(reader: StoreReader, query: TaskQuery): Promise<readonly string[]> {
  const seen: string[] = [];
  for (let cursor: string | null = null; seen.length < 1_000;) {
    const page = await reader.tasks({ ...query, cursor });
    seen.push(...page.tasks.map(({ uuid }) => uuid));
    cursor = page.nextCursor;
    if (cursor === null) break;
  }
  return seen;
}

function sortValue(task: Task, field: TaskSort['field']): string | number | null {
  switch (field) {
    case 'updated':
      return task.updatedAt;
    case 'received':
      return task.receivedAt;
    case 'sent':
      return task.sentAt;
    case 'started':
      return task.startedAt;
    case 'runtime':
      return task.runtimeSeconds;
    default:
      return task[field];
  }
}

function compare(a: string | number | null, b: string | number | null, descending: boolean): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const order = a < b ? -1 : a > b ? 1 : 0;
  return descending ? -order : order;
}
