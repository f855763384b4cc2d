// The same tasks in SQLite and in PostgreSQL, side by side: what is written a second, what a task takes on the disk, and how
// long the answers take. It makes a schema of its own in the database that is named and removes it at the end.
// node bench/postgres.mjs postgres://user:password@host/database [--tasks 200000] [--hours 24]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundled } from './bundle.mjs';
import { fillStore, fillWith } from './fill-store.mjs';
import { answersOf, askAll, toRows } from './history.mjs';

const SCHEMA = `celeryscope_bench_${process.pid}`;
/** As a collector's flush under load. */
const BATCH = 2_000;

const { values, positionals } = parseArgs({
  options: { tasks: { type: 'string', default: '200000' }, hours: { type: 'string', default: '24' } },
  allowPositionals: true,
});
const url = positionals[0];
if (url === undefined) throw new Error('Name a PostgreSQL database that may be written to.');
const options = { tasks: Number(values.tasks), hours: Number(values.hours), say: console.error };

const kit = await bundled({
  'bench-postgres': `
    export { openPgDatabase } from './server/store/postgres/pg-database';
    export { openPrepared } from './server/store/postgres/open-database';
    export { PostgresWriter } from './server/store/postgres/writer';
    export { postgresReader } from './server/store/postgres/store-reader';
    export { raw } from './server/store/sql/fragment';
    export { toCellBatch } from './server/store/sql/task-cells';
    export { SeriesAccumulator } from './lib/metrics/series';
    export { createTaskMix } from './bench/task-mix.mjs';`,
});
const { openPrepared, PostgresWriter, postgresReader, raw, toCellBatch, SeriesAccumulator, createTaskMix } =
  await import(kit['bench-postgres']);

const dataDir = mkdtempSync(join(tmpdir(), 'celeryscope-bench-'));
const database = await openPrepared(url, SCHEMA);
try {
  console.error('SQLite');
  const sqlite = { filled: await fillStore({ ...options, dataDir }), answers: await answersOf(dataDir) };
  console.error('PostgreSQL');
  const postgres = await measured();
  for (const [name, { filled, answers, burst }] of Object.entries({ SQLite: sqlite, PostgreSQL: postgres })) {
    const perSecond = Math.round(filled.tasks / filled.seconds).toLocaleString('en');
    console.log(
      `${name}: ${filled.tasks} tasks of ${options.hours} h in ${filled.seconds} s (${perSecond}/s), ${filled.bytesPerTask} bytes a task`,
    );
    if (burst !== undefined) console.log(`  batches of ${BATCH}: ${Math.round(burst).toLocaleString('en')} tasks/s`);
    for (const { figure, measured: told } of toRows(answers, `${filled.tasks} tasks`, 1))
      console.log(`  ${figure}: ${told}`);
    const slowest = [...answers.lists, ...answers.searches, ...answers.series].toSorted((a, b) => b.took - a.took);
    for (const { name: asked, took } of slowest.slice(0, 12))
      console.log(`    ${took.toFixed(0).padStart(6)} ms  ${asked}`);
  }
} finally {
  await database.transaction({ mode: 'write', timeoutMs: 60_000 }, (session) =>
    session.query(raw(`DROP SCHEMA "${SCHEMA}" CASCADE`)),
  );
  await database.close();
  rmSync(dataDir, { recursive: true, force: true });
}

async function measured() {
  let now = Date.now() / 1000 - options.hours * 3600;
  const writer = await PostgresWriter.open({ database, now: () => now, beatMs: 10_000 });
  const seconds = await fillWith(options, {
    accumulator: SeriesAccumulator,
    write: (batch) => writer.write(toCellBatch(batch), now),
    clock: (at) => void (now = at),
  });
  const reader = postgresReader({ database, now: () => Date.now() / 1000, countMs: 300 });
  const { bytes, tasks } = await reader.size();
  await database.transaction({ mode: 'write', timeoutMs: 600_000 }, (session) => session.query(raw('ANALYZE')));
  const answers = await askAll(reader);
  const burst = await burstOf(writer);
  await writer.close();
  return { filled: { tasks, seconds, bytesPerTask: Math.round(bytes / tasks) }, answers, burst };
}

/** Tasks that are written as they are received and again as they have ended, in batches as under load. */
async function burstOf(writer) {
  const task = createTaskMix({ seed: 9, types: 40, queues: 6, workers: 20 });
  const empty = { timeline: [], series: [], depth: [], findings: [], actions: [], gaps: [], wishes: [] };
  const at = Date.now() / 1000;
  const rounds = Array.from({ length: 10 }, () => Array.from({ length: BATCH }, (_, n) => task(n, at, true)));
  const begin = performance.now();
  for (const tasks of rounds) {
    await writer.write(toCellBatch({ ...empty, tasks }), at);
    const ended = tasks.map((one) => ({ ...one, state: 'SUCCESS', endedAt: at, runtimeSeconds: 1 }));
    await writer.write(toCellBatch({ ...empty, tasks: ended }), at);
  }
  return (rounds.length * BATCH * 1000) / (performance.now() - begin);
}
