import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseFilter } from '@/lib/query/parse-filter';
import { FilterTranslator } from '../sql/filter-to-sql';
import { openSyncWriter } from '../sqlite.fixture';
import { batchOf, NOW, taskOf, uuidOf } from '../store.fixture';
import { SQLITE } from './dialect';
import { DictionaryReader } from './dictionary-reader';
import { openToRead } from './open-database';
import { StatementCache } from './statement-cache';
import { AccessChooser, type Way } from './task-access';

let dataDir: string;
let choose: (q: string, total: number) => Way;
let close: () => void;

beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'celeryscope-access-'));
  const { writer } = openSyncWriter({ dataDir, now: NOW });
  const tasks = Array.from({ length: 40 }, (_, n) =>
    taskOf(uuidOf(n), {
      state: 'SUCCESS',
      runtimeSeconds: n / 10,
      retries: n % 4 === 0 ? n / 4 : 0,
      updatedAt: NOW - n,
    }),
  );
  writer.write(batchOf({ tasks }));
  const db = openToRead(dataDir);
  const dictionary = new DictionaryReader(db);
  dictionary.refresh();
  const statements = new StatementCache(db);
  choose = (q, total) => {
    const parsed = parseFilter(q, NOW);
    if (!parsed.ok) throw new Error(parsed.message);
    const translator = new FilterTranslator(SQLITE, dictionary, NOW);
    return new AccessChooser(statements, dictionary, () => total).cheapest([parsed.filter], translator);
  };
  close = () => {
    db.close();
    writer.close();
  };
});
afterAll(() => {
  close();
  rmSync(dataDir, { recursive: true, force: true });
});

describe('how the rows that a filter lets through are reached', () => {
  it('counts a range in its index, whatever number of tasks is stored', () => {
    for (const total of [40, 999_999, 3_000_001]) {
      expect(choose('runtime:>3s', total)).toMatchObject({ access: { index: 'task_runtime' }, rows: 9, matches: 9 });
    }
  });

  it('finds what was retried by its index, and counts it there where all of it is meant', () => {
    for (const q of ['retries:>0', 'retries:>=1', 'is:retried'])
      expect(choose(q, 3_000_001)).toMatchObject({ access: { index: 'task_retried' }, rows: 9, matches: 9 });
    expect(choose('retries:>2', 3_000_001)).toMatchObject({ access: { index: 'task_retried' }, matches: null });
  });

  it('walks where the index would leave out some that are meant', () => {
    for (const q of ['retries:>=0', 'retries:<3', 'retries:0', 'runtime:>0.5s', 'runtime:<3s'])
      expect(choose(q, 3_000_001)).toMatchObject({ access: { kind: 'walk' }, matches: null });
  });
});
