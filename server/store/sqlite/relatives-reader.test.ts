import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openReader } from '../index';
import { openSyncWriter } from '../sqlite.fixture';
import { batchOf, deliveryOf, NOW, taskOf, uuidOf } from '../store.fixture';

let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'celeryscope-relatives-'));
});
afterEach(() => {
  rmSync(dataDir, { recursive: true, force: true });
});

describe('recentRuns', () => {
  it('counts the executions of one attempt: a retry is no second execution of the same one', () => {
    const { writer } = openSyncWriter({ dataDir, now: NOW });
    const reader = openReader({ dataDir });
    const retried = taskOf(uuidOf(1), { retries: 1, updatedAt: NOW - 2 });
    const twice = taskOf(uuidOf(2), { updatedAt: NOW - 1 });
    const deliveriesOf = (task: typeof retried, retries: readonly number[]) =>
      retries.map((attempt, index) => deliveryOf(task, index + 1, { retries: attempt }));
    writer.write(
      batchOf({
        tasks: [
          { ...retried, deliveries: deliveriesOf(retried, [0, 1]) },
          { ...twice, deliveries: deliveriesOf(twice, [0, 0]) },
        ],
      }),
    );
    expect(reader.task(uuidOf(1))?.recentRuns.map(({ executions }) => executions)).toEqual([1, 2]);
    reader.close();
    writer.close();
  });
});
