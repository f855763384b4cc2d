import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openReader } from '../sqlite';
import { openSyncWriter } from '../sqlite.fixture';
import { batchOf, NOW, queryOf, taskOf, uuidOf } from '../store.fixture';

it('finds by a time that was told what a clock ahead of ours told, and all else at the edge of it', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'celeryscope-plan-'));
  const { writer } = openSyncWriter({ dataDir, now: NOW, clock: () => NOW });
  const reader = openReader({ dataDir, clock: () => NOW });
  const found = (q: string) => reader.tasks(queryOf(q)).tasks.map(({ uuid }) => uuid);
  const before = taskOf(uuidOf(1), { receivedAt: NOW - 3_700, updatedAt: NOW - 3_690 });
  // Told to be received five seconds after its last change: clocks of that difference are common.
  const edge = taskOf(uuidOf(2), { receivedAt: NOW - 3_599, updatedAt: NOW - 3_604 });
  const since = taskOf(uuidOf(3), { receivedAt: NOW - 100, updatedAt: NOW - 90 });
  writer.write(batchOf({ tasks: [before, edge, since] }));
  expect(found('received:>-1h')).toEqual([since.uuid, edge.uuid]);
  expect(found('NOT received:>-1h')).toEqual([before.uuid]);
  const ahead = taskOf(uuidOf(4), { receivedAt: NOW - 10, updatedAt: NOW - 5_000 });
  writer.write(batchOf({ tasks: [ahead] }));
  expect(found('received:>-1h')).toEqual([since.uuid, edge.uuid, ahead.uuid]);
  expect(found('received:>-1h received:>-1m')).toEqual([ahead.uuid]);
  reader.close();
  writer.close();
  rmSync(dataDir, { recursive: true });
});
