import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { SeriesAccumulator } from '@/lib/metrics/series';
import { openReader, openWriter } from '../sqlite';
import { toCellBatch } from '../sql/task-cells';
import { batchOf, NOW, taskOf, uuidOf } from '../store.fixture';

const DAY = 86_400;

it('puts no minutes together, of which some are still to come, because the clock was set', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'celeryscope-writer-'));
  let clock = NOW;
  const { writer } = openWriter({ dataDir, now: NOW, clock: () => clock });
  const series = new SeriesAccumulator();
  const end = (n: number): void => series.addFinished(taskOf(uuidOf(n), { endedAt: NOW }), NOW);
  const write = (settledAt: number, drained = false): void =>
    writer.write(toCellBatch(batchOf({ series: drained ? series.drain(NOW) : [] })), settledAt);
  end(1);
  write(NOW, true);
  clock = NOW + 40 * DAY;
  // What was under way when the clock was set.
  for (let flush = 0; flush < 200; flush += 1) write(NOW);
  end(2);
  write(clock, true);
  for (let flush = 0; flush < 200; flush += 1) write(clock);
  const reader = openReader({ dataDir, clock: () => clock });
  const month = { from: NOW - DAY, to: NOW + 39 * DAY };
  expect(reader.overview(month, clock).finished.total).toBe(2);
  reader.close();
  writer.close();
  rmSync(dataDir, { recursive: true });
});
