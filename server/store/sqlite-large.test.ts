import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Task } from '@/lib/cluster/task';
import { parseFilter } from '@/lib/query/parse-filter';
import { TASK_SORT_FIELDS } from '@/lib/query/task-query';
import { letsThrough } from './naive-filter.fixture';
import { openReader } from './sqlite';
import { openSyncWriter, type SyncWriter } from './sqlite.fixture';
import { NO_LIMITS } from './sqlite/budget';
import { batchOf, NOW, queryOf, taskOf, uuidOf } from './store.fixture';
import type { SqliteReader } from './sqlite/reader';

const TASKS = 60_000;

/** Rare ones among many: what walks run out of and sweeps must find. */
function taskNumber(n: number): Task {
  const failed = n % 97 === 0;
  return taskOf(uuidOf(n), {
    state: failed ? 'FAILURE' : n > TASKS - 50 ? 'STARTED' : 'SUCCESS',
    name: `shop.type${n % 61}`,
    queue: n % 13 === 0 ? null : `queue-${n % 7}`,
    worker: `w${n % 53}@alpha`,
    args: `(${n}, 'customer-${n % 40_009}')`,
    updatedAt: NOW - (TASKS - n) / 10,
    receivedAt: NOW - (TASKS - n) / 10 - (n % 5),
    retries: n % 20_011 === 5 ? 1 : 0,
    runtimeSeconds: failed ? null : (n * 7_919) % 10_007,
    exception: failed ? `ValueError('${n}')` : null,
    exceptionType: failed ? 'ValueError' : null,
  });
}

describe('the SQLite store with tens of thousands of tasks', () => {
  vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
  const dataDir = mkdtempSync(join(tmpdir(), 'celeryscope-large-'));
  const tasks = Array.from({ length: TASKS }, (_, n) => taskNumber(n));
  const known = new Map(tasks.map((task) => [task.uuid, task]));
  let writer: SyncWriter;
  let reader: SqliteReader;

  beforeAll(() => {
    ({ writer } = openSyncWriter({ dataDir, now: NOW, clock: () => NOW }));
    for (let from = 0; from < TASKS; from += 5_000) writer.write(batchOf({ tasks: tasks.slice(from, from + 5_000) }));
    reader = openReader({ dataDir, clock: () => NOW, countBudgetMs: 60_000 });
  });
  afterAll(() => {
    reader.close();
    writer.close();
    rmSync(dataDir, { recursive: true });
  });

  const matches = new Map<string, readonly Task[]>();
  const matching = (q: string): readonly Task[] => {
    const parsed = parseFilter(q, NOW);
    if (!parsed.ok) throw new Error(parsed.message);
    const found = matches.get(q) ?? tasks.filter((task) => letsThrough(parsed.filter, task, NOW));
    matches.set(q, found);
    return found;
  };

  it.each([
    '', 'state:FAILURE', '-state:SUCCESS', 'task:shop.type7', 'task:shop.type1*', 'task:shop.*', 'worker:w5@alpha,w6@alpha state:FAILURE', 'queue:""',
    'runtime:>10000', 'runtime:>9999999', 'retries:>0', 'args:customer-39008', 'customer-12345', 'args:nothing-like-it', 'is:running', 'is:waiting',
    "exception:'97'", 'exception:ValueError', 'NOT task:shop.*', 'retries:>0 OR state:STARTED', 'is:retried', 'retries:>=0', 'is:retried runtime:>5s', 'runtime:>2000', `uuid:${uuidOf(77)}`,
  ])('finds the newest that “%s” means, page by page, and counts them', (q) => {
    const expected = matching(q).map(({ uuid }) => uuid).toReversed();
    const first = reader.tasks(queryOf(q, { limit: 200 }));
    expect(first.tasks.map(({ uuid }) => uuid)).toEqual(expected.slice(0, 200));
    const second = first.nextCursor === null ? [] : reader.tasks(queryOf(q, { limit: 200, cursor: first.nextCursor })).tasks;
    expect(second.map(({ uuid }) => uuid)).toEqual(expected.slice(200, 400));
    // Names have counts of their own; what must be counted row by row is exact up to 50,000.
    expect(first.count.value).toBe(first.count.exact ? expected.length : 50_000);
    expect(first.count.exact || expected.length > 50_000).toBe(true);
  }); // prettier-ignore

  it.each(
    TASK_SORT_FIELDS.flatMap((field) => [
      { field, descending: true },
      { field, descending: false },
    ]),
  )('orders by $field (descending: $descending)', (sort) => {
    for (const q of ['', 'state:FAILURE', 'task:shop.type1*', 'runtime:>9000']) {
      const first = reader.tasks(queryOf(q, { sort, limit: 200 }));
      const second = reader.tasks(queryOf(q, { sort, limit: 100, cursor: first.nextCursor }));
      const rows = [...first.tasks, ...second.tasks];
      expect(new Set(rows.map(({ uuid }) => uuid)).size).toBe(rows.length);
      const values = rows.map(({ uuid }) => sortValue(known.get(uuid), sort.field));
      const all = matching(q).map((task) => sortValue(task, sort.field));
      const ordered = all.toSorted((a, b) => compare(a, b, sort.descending));
      expect({ q, values }).toEqual({ q, values: ordered.slice(0, 300) });
    }
  });

  it('counts facets among the newest 50,000 and says so', () => {
    const facets = reader.facets(queryOf('args:customer'));
    expect(facets.exact).toBe(false);
    expect(facets.states.reduce((sum, { count }) => sum + count, 0)).toBe(50_000);
    const failed = reader.facets(queryOf('state:FAILURE'));
    expect(failed.types.reduce((sum, { count }) => sum + count, 0)).toBe(
      matching('state:FAILURE task:shop.*').length - hidden(failed.types.length),
    );
  });

  it('sorts a start that a clock ahead of ours told among all others', () => {
    const late = taskOf('late', { startedAt: NOW + 3_600, updatedAt: NOW - 5_000, receivedAt: NOW - 5_001 });
    const ahead = taskOf('ahead', { startedAt: NOW - 900, updatedAt: NOW - 5_000, receivedAt: NOW - 5_001 });
    const usual = tasks.map((task) => ({ ...task, startedAt: task.updatedAt - (task.deliveries.length % 3) }));
    const own = openedStore([...usual.slice(0, 30_000), late, ahead, ...usual.slice(30_000)]);
    const sort = { field: 'started', descending: true } as const;
    const sorted = [...usual, late, ahead].toSorted((a, b) => (b.startedAt ?? 0) - (a.startedAt ?? 0));
    const found: string[] = [];
    for (let cursor: string | null = null; found.length < 12_000;) {
      const page = own.reader.tasks(queryOf('', { sort, limit: 500, cursor }));
      found.push(...page.tasks.map(({ uuid }) => uuid));
      cursor = page.nextCursor;
    }
    const startOf = new Map(sorted.map(({ uuid, startedAt }) => [uuid, startedAt]));
    expect(found[0]).toBe('late');
    expect(found).toContain('ahead');
    expect(found.map((uuid) => startOf.get(uuid))).toEqual(
      sorted.slice(0, found.length).map(({ startedAt }) => startedAt),
    );
    own.close();
  });

  it('answers with what it found when time is up, says what it looked at, and goes on from there', () => {
    const q = 'args:customer-77';
    const expected = matching(q)
      .map(({ uuid }) => uuid)
      .toReversed();
    const found: string[] = [];
    let pages = 0;
    for (let cursor: string | null = null; pages < 100;) {
      reader.limit({ ...NO_LIMITS, softMs: 0 });
      const page = reader.tasks(queryOf(q, { limit: 500, cursor }));
      found.push(...page.tasks.map(({ uuid }) => uuid));
      pages += 1;
      if (page.searchedSince !== undefined) {
        expect(page.count.exact).toBe(false);
        expect(page.searchedSince).toBeGreaterThan(0);
        expect(page.tasks.every(({ updatedAt }) => updatedAt > (page.searchedSince ?? 0))).toBe(true);
      }
      cursor = page.nextCursor;
      if (cursor === null) break;
    }
    reader.limit(NO_LIMITS);
    expect(pages).toBeGreaterThan(1);
    expect(found).toEqual(expected);
  });

  it('gives up what takes too long, and what nobody waits for', () => {
    reader.limit({ ...NO_LIMITS, hardMs: 0 });
    expect(() => reader.tasks(queryOf('args:customer-77'))).toThrow(expect.objectContaining({ code: 'timeout' }));
    reader.limit({ ...NO_LIMITS, isGone: () => true });
    expect(() => reader.facets(queryOf('args:customer-77'))).toThrow(expect.objectContaining({ code: 'gone' }));
    reader.limit(NO_LIMITS);
    expect(reader.tasks(queryOf()).tasks).toHaveLength(50);
  });

  it('stops counting when its time is up, and says so', () => {
    const hasty = openReader({ dataDir, clock: () => NOW, countBudgetMs: 0 });
    const page = hasty.tasks(queryOf('args:customer'));
    expect(page.tasks).toHaveLength(50);
    expect(page.count.exact).toBe(false);
    expect(page.count.value).toBeLessThan(50_000);
    expect(page.count.value).toBeGreaterThan(0);
    const rare = hasty.tasks(queryOf('args:customer-77'));
    expect(rare.count.value).toBeGreaterThanOrEqual(rare.tasks.length);
    hasty.close();
  });

  function openedStore(stored: readonly Task[]): { readonly reader: SqliteReader; readonly close: () => void } {
    const folder = mkdtempSync(join(tmpdir(), 'celeryscope-large-'));
    const own = openSyncWriter({ dataDir: folder, now: NOW, clock: () => NOW });
    for (let from = 0; from < stored.length; from += 5_000) {
      own.writer.write(batchOf({ tasks: stored.slice(from, from + 5_000) }));
    }
    const ownReader = openReader({ dataDir: folder, clock: () => NOW });
    const close = (): void => {
      ownReader.close();
      own.writer.close();
      rmSync(folder, { recursive: true });
    };
    return { reader: ownReader, close };
  }

  // A facet shows fifty values of the sixty-one types.
  function hidden(shown: number): number {
    expect(shown).toBe(50);
    const counts = [...Map.groupBy(matching('state:FAILURE'), ({ name }) => name).values()]
      .map((group) => group.length)
      .toSorted((a, b) => b - a);
    return counts.slice(50).reduce((sum, count) => sum + count, 0);
  }
});

function sortValue(task: Task | undefined, field: (typeof TASK_SORT_FIELDS)[number]): string | number | null {
  if (task === undefined) throw new Error('no such task');
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
