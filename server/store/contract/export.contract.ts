import { expect, it } from 'vitest';
import type { TaskRow } from '@/lib/api/views';
import type { TaskSort } from '@/lib/query/task-query';
import { batchOf, NOW, queryOf, taskOf, uuidOf } from '../store.fixture';
import type { StoreReader } from '../store';
import type { StoreUnderTest } from '../store.contract';

const TASKS = 1_800;

export function exportContract(under: StoreUnderTest): void {
  const write = (from: number, to: number, different: Parameters<typeof taskOf>[1] = {}): Promise<void> =>
    under.store.writer.write(
      batchOf({
        tasks: Array.from({ length: to - from }, (_, n) =>
          taskOf(uuidOf(from + n), { updatedAt: NOW + from + n, ...different }),
        ),
      }),
    );

  it('holds every task that matches, in the order asked for, with whole texts', async () => {
    const args = `'${'x'.repeat(3_000)}'`;
    await write(0, TASKS);
    await write(TASKS, TASKS + 300, { state: 'FAILURE', args });
    const rows = await exported(under.store.reader, 'state:FAILURE', { field: 'updated', descending: false });
    expect(rows.map(({ uuid }) => uuid)).toEqual(Array.from({ length: 300 }, (_, n) => uuidOf(TASKS + n)));
    expect(rows.every((row) => row.args === args)).toBe(true);
    expect(await exported(under.store.reader, '')).toHaveLength(TASKS + 300);
    expect(await exported(under.store.reader, 'task:nothing')).toEqual([]);
  });

  it('neither doubles nor loses a task while others come and change', async () => {
    await write(0, TASKS);
    const seen: string[] = [];
    let part = 0;
    for await (const text of under.store.reader.export(queryOf(), 'jsonl')) {
      seen.push(...rowsIn(text).map(({ uuid }) => uuid));
      part += 1;
      await write(5_000 + part * 10, 5_010 + part * 10);
      await write(part * 100, part * 100 + 50, { updatedAt: NOW + 9_000 + part });
    }
    expect(part).toBeGreaterThan(2);
    expect(seen).toEqual(Array.from({ length: TASKS }, (_, n) => uuidOf(TASKS - 1 - n)));
  });

  it('leaves out what was removed meanwhile', async () => {
    await write(0, TASKS);
    const rows: TaskRow[] = [];
    for await (const text of under.store.reader.export(queryOf(), 'jsonl')) {
      rows.push(...rowsIn(text));
      while (await under.store.writer.prune({ retentionSeconds: 1e9, maxTasks: 600, now: NOW }));
    }
    expect(rows.length).toBe(600);
  });

  it('as CSV begins with the names of the columns, also when nothing matches', async () => {
    let text = '';
    for await (const part of under.store.reader.export(queryOf(), 'csv')) text += new TextDecoder().decode(part);
    expect(text).toMatch(/^uuid,name,state,[a-z_,]+\r\n$/);
  });

  it('refuses a filter that it can not read', async () => {
    await expect(exported(under.store.reader, 'state:')).rejects.toMatchObject({ code: 'bad_filter' });
  });
}

async function exported(
  reader: StoreReader,
  q: string,
  sort: TaskSort = { field: 'updated', descending: true },
): Promise<readonly TaskRow[]> {
  const rows: TaskRow[] = [];
  for await (const part of reader.export(queryOf(q, { sort }), 'jsonl')) rows.push(...rowsIn(part));
  return rows;
}

function rowsIn(part: Uint8Array): readonly TaskRow[] {
  const lines = new TextDecoder().decode(part).split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as TaskRow);
}
