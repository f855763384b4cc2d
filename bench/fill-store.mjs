// Fills a data folder with finished tasks through the store's own writer, as if a collector had watched for `hours`.
// Run by itself: node bench/fill-store.mjs FOLDER [--tasks 1000000] [--types 40] [--queues 6] [--workers 20] [--hours 24]
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundled } from './bundle.mjs';
import { createTaskMix } from './task-mix.mjs';

/** A task waits and runs: what has just come is not done. */
const IN_FLIGHT = 400;
const FLUSH_SECONDS = 10;

/** @param {{ dataDir: string, tasks: number, types?: number, queues?: number, workers?: number, hours?: number, say?: (line: string) => void }} options */
export async function fillStore({ dataDir, tasks, types = 40, queues = 6, workers = 20, hours = 24, say = () => {} }) {
  const kit = await bundled({
    'fill-store': `export { openWriter } from './server/store/sqlite'; export { toCellBatch } from './server/store/sql/task-cells'; export { SeriesAccumulator } from './lib/metrics/series';`,
  });
  const { openWriter, toCellBatch, SeriesAccumulator } = await import(kit['fill-store']);
  const end = Date.now() / 1000;
  const begin = end - hours * 3600;
  let now = begin;
  const { writer } = openWriter({ dataDir, now: begin, clock: () => now });
  const task = createTaskMix({ seed: 7, types, queues, workers });
  const series = new SeriesAccumulator();
  const startedAt = performance.now();
  const perFlush = Math.max(1, Math.round((tasks * FLUSH_SECONDS) / (hours * 3600)));
  for (let done = 0; done < tasks; done += perFlush) {
    const until = Math.min(tasks, done + perFlush);
    const batch = { tasks: [], timeline: [], series: [], depth: [], findings: [], actions: [], gaps: [] };
    for (let n = done; n < until; n += 1) {
      now = begin + ((n + 1) / tasks) * (end - begin);
      const made = task(n, now, n >= tasks - IN_FLIGHT);
      batch.tasks.push(made);
      if (made.endedAt !== null) series.addFinished(made, now);
    }
    batch.series = series.drain(now);
    writer.write(toCellBatch(batch));
    // A collector flushes four times a second; what it does at each flush must keep up here too.
    for (let flush = 1; flush < FLUSH_SECONDS; flush += 1) writer.write({ ...batch, tasks: [], series: [] });
    if (Math.floor(until / 100_000) > Math.floor(done / 100_000)) say(`${until} tasks, ${seconds(startedAt)} s`);
  }
  writer.close();
  const bytes = ['', '-wal'].reduce((sum, suffix) => sum + sizeOf(join(dataDir, `celeryscope.db${suffix}`)), 0);
  return { tasks, seconds: Number(seconds(startedAt)), bytesPerTask: Math.round(bytes / tasks) };
}

const seconds = (since) => ((performance.now() - since) / 1000).toFixed(1);
const sizeOf = (file) => (existsSync(file) ? statSync(file).size : 0);

if (process.argv[1] === import.meta.filename) {
  const number = { type: 'string' };
  const { values, positionals } = parseArgs({
    options: { tasks: number, types: number, queues: number, workers: number, hours: number },
    allowPositionals: true,
  });
  const given = Object.fromEntries(Object.entries(values).map(([name, text]) => [name, Number(text)]));
  console.log(await fillStore({ tasks: 1_000_000, ...given, dataDir: positionals[0], say: console.log }));
}
