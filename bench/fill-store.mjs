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

/**
 * Hands over the batches of a collector that watched for `hours`, one flush after another: those with tasks, and those
 * between in which only time goes on.
 * @typedef {{ tasks: number, types?: number, queues?: number, workers?: number, hours?: number, say?: (line: string) => void }} Filling
 * @param {Filling} options
 * @param {object} store
 * @param {new () => import('../lib/metrics/series').SeriesAccumulator} store.accumulator
 * @param {(batch: import('../server/store/store').StoreBatch) => unknown} store.write
 * @param {(now: number) => void} store.clock
 */
export async function fillWith(
  { tasks, types = 40, queues = 6, workers = 20, hours = 24, say = () => {} },
  { accumulator, write, clock },
) {
  const end = Date.now() / 1000;
  const begin = end - hours * 3600;
  const task = createTaskMix({ seed: 7, types, queues, workers });
  const series = new accumulator();
  const startedAt = performance.now();
  const perFlush = Math.max(1, Math.round((tasks * FLUSH_SECONDS) / (hours * 3600)));
  for (let done = 0; done < tasks; done += perFlush) {
    const until = Math.min(tasks, done + perFlush);
    const batch = { tasks: [], timeline: [], series: [], depth: [], findings: [], actions: [], gaps: [], wishes: [] };
    let now = begin;
    for (let n = done; n < until; n += 1) {
      now = begin + ((n + 1) / tasks) * (end - begin);
      const made = task(n, now, n >= tasks - IN_FLIGHT);
      batch.tasks.push(made);
      if (made.endedAt !== null) series.addFinished(made, now);
    }
    clock(now);
    batch.series = series.drain(now);
    await write(batch);
    // A collector flushes four times a second; what it does at each flush must keep up here too.
    for (let flush = 1; flush < FLUSH_SECONDS; flush += 1) await write({ ...batch, tasks: [], series: [] });
    if (Math.floor(until / 100_000) > Math.floor(done / 100_000)) say(`${until} tasks, ${seconds(startedAt)} s`);
  }
  return Number(seconds(startedAt));
}

/** @param {Filling & { dataDir: string }} options */
export async function fillStore(options) {
  const { dataDir, tasks, hours = 24 } = options;
  const kit = await bundled({
    'fill-store': `export { openWriter } from './server/store/sqlite'; export { toCellBatch } from './server/store/sql/task-cells'; export { SeriesAccumulator } from './lib/metrics/series';`,
  });
  const { openWriter, toCellBatch, SeriesAccumulator } = await import(kit['fill-store']);
  let now = Date.now() / 1000 - hours * 3600;
  const { writer } = openWriter({ dataDir, now, clock: () => now });
  const took = await fillWith(options, {
    accumulator: SeriesAccumulator,
    write: (batch) => writer.write(toCellBatch(batch), now),
    clock: (at) => void (now = at),
  });
  writer.close();
  const bytes = ['', '-wal'].reduce((sum, suffix) => sum + sizeOf(join(dataDir, `celeryscope.db${suffix}`)), 0);
  return { tasks, seconds: took, bytesPerTask: Math.round(bytes / tasks) };
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
