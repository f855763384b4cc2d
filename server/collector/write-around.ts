import { StoreError, type StoreBatch, type StoreWriter } from '../store/store';

export type Row = {
  readonly [K in keyof StoreBatch]: { readonly kind: K; readonly row: StoreBatch[K][number] };
}[keyof StoreBatch];

export interface WrittenAround {
  /** Not written, since the store itself failed meanwhile. */
  readonly rest: StoreBatch;
  readonly failure: StoreError | null;
}

/** More bad rows than this in one batch are no accident of a row. */
const MAX_REFUSED = 100;

/** Writes a batch that holds rows which can't be written, half by half, and leaves out those rows alone. */
export async function writeAround(
  store: Pick<StoreWriter, 'write'>,
  batch: StoreBatch,
  refused: (row: Row, error: StoreError) => void,
): Promise<WrittenAround> {
  try {
    // What the store does at each write may be what fails.
    await store.write(toBatch([]));
  } catch (error) {
    if (error instanceof StoreError) return { rest: batch, failure: error };
    throw error;
  }
  const waiting: (readonly Row[])[] = [rowsOf(batch)];
  let count = 0;
  for (let rows = waiting.pop(); rows !== undefined; rows = waiting.pop()) {
    try {
      await store.write(toBatch(rows));
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      const [row] = rows;
      const isSingle = rows.length === 1 && row !== undefined;
      if (error.code !== 'bad_row' || (isSingle && count >= MAX_REFUSED))
        return { rest: toBatch([rows, ...waiting.toReversed()].flat()), failure: error };
      if (isSingle) {
        refused(row, error);
        count += 1;
        continue;
      }
      const middle = Math.ceil(rows.length / 2);
      // The first half is written first: a timeline entry needs its task.
      waiting.push(rows.slice(middle), rows.slice(0, middle));
    }
  }
  return { rest: toBatch([]), failure: null };
}

function rowsOf(batch: StoreBatch): readonly Row[] {
  return [
    ...batch.tasks.map((row) => ({ kind: 'tasks' as const, row })),
    ...batch.timeline.map((row) => ({ kind: 'timeline' as const, row })),
    ...batch.series.map((row) => ({ kind: 'series' as const, row })),
    ...batch.depth.map((row) => ({ kind: 'depth' as const, row })),
    ...batch.findings.map((row) => ({ kind: 'findings' as const, row })),
    ...batch.actions.map((row) => ({ kind: 'actions' as const, row })),
    ...batch.gaps.map((row) => ({ kind: 'gaps' as const, row })),
    ...batch.wishes.map((row) => ({ kind: 'wishes' as const, row })),
  ];
}

function toBatch(rows: readonly Row[]): StoreBatch {
  return {
    tasks: rows.flatMap((one) => (one.kind === 'tasks' ? [one.row] : [])),
    timeline: rows.flatMap((one) => (one.kind === 'timeline' ? [one.row] : [])),
    series: rows.flatMap((one) => (one.kind === 'series' ? [one.row] : [])),
    depth: rows.flatMap((one) => (one.kind === 'depth' ? [one.row] : [])),
    findings: rows.flatMap((one) => (one.kind === 'findings' ? [one.row] : [])),
    actions: rows.flatMap((one) => (one.kind === 'actions' ? [one.row] : [])),
    gaps: rows.flatMap((one) => (one.kind === 'gaps' ? [one.row] : [])),
    wishes: rows.flatMap((one) => (one.kind === 'wishes' ? [one.row] : [])),
  };
}

/** Which row it is, in a few words fit for a log. */
export function nameOfRow(one: Row): string {
  const [what, id] = idOf(one);
  return `${what} ${JSON.stringify(id.slice(0, 100))}`;
}

function idOf(one: Row): readonly [string, string] {
  switch (one.kind) {
    case 'tasks':
      return ['task', one.row.uuid];
    case 'timeline':
      return ['timeline entry of task', one.row.uuid];
    case 'series':
      return ['series', [one.row.name, one.row.queue, one.row.worker].filter((part) => part !== null).join(' ')];
    case 'depth':
      return ['depth of queue', one.row.queue];
    case 'findings':
      return ['finding', one.row.id];
    case 'actions':
      return ['action', one.row.id];
    case 'gaps':
      return ['gap', one.row.reason];
    case 'wishes':
      return [one.row.kind, one.row.id];
  }
}
