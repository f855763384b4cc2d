import type Database from 'better-sqlite3';
import type { SeriesScope } from '../store';
import type { Budget } from './budget';
import type { DictionaryReader } from './dictionary-reader';
import { GRAINS, SERIES_KINDS } from '../sql/kinds';
import { scopeKeyOf } from '../sql/series-minute';
import { SUMS, type SeriesRow } from '../sql/series-row';
import { coverSpans, startsOf, type Folded } from '../sql/series-span';

export interface TypeCount {
  readonly runs: number;
  readonly failures: number;
}
type TypeScope = Pick<SeriesScope, 'name' | 'queue'>;
interface TypeStatements {
  readonly all: Database.Statement;
  readonly inQueue: Database.Statement;
}

/** Rows between two looks at the clock. */
const ROWS_A_LOOK = 1_024;

/** Reads rows of `series`, by the coarsest grains that cover what is asked. */
export class SeriesRows {
  private readonly one: Database.Statement<[string, number, number, number, number], SeriesRow>;
  private readonly counts: TypeStatements;
  private readonly runs: TypeStatements;
  private readonly foldedUpTo: Database.Statement<[], Folded>;

  constructor(
    db: Database.Database,
    private readonly dictionary: DictionaryReader,
    private readonly budget: Budget,
  ) {
    // The starts drive the query: each is one seek, for a key that leads with the time so that writing appends.
    const from = 'FROM json_each(?) starts CROSS JOIN series s WHERE s.grain = ? AND s.start = starts.value';
    this.one = db.prepare(`SELECT s.start, ${SUMS} ${from} AND s.kind = ? AND s.key = ? AND s.sub = ?`);
    const byType = (columns: (type: string) => string): TypeStatements => ({
      all: db.prepare(`SELECT ${columns('s.key')} ${from} AND s.kind = ${SERIES_KINDS.name}`).raw(),
      inQueue: db
        .prepare(`SELECT ${columns('s.sub')} ${from} AND s.kind = ${SERIES_KINDS.nameInQueue} AND s.key = ?`)
        .raw(),
    });
    this.counts = byType((type) => `${type}, s.success + s.failure + s.retry + s.other, s.failure`);
    this.runs = byType((type) => `${type}, s.run_success, s.run_failure`);
    const upTo = (table: string, grain: number): string =>
      `coalesce((SELECT iif(kind = 99, minute + ${grain}, minute) FROM ${table}), 0)`;
    this.foldedUpTo = db.prepare(
      `SELECT ${upTo('folded', GRAINS.minute)} AS hours, ${upTo('folded_hour', GRAINS.hour)} AS days`,
    );
  }

  /** Rows of one scope that start in [first, end), none crossing a multiple of `step` minutes after `first`. */
  ofScope(scope: SeriesScope, first: number, end: number, step: number): readonly SeriesRow[] {
    const [kind, key, sub] = scopeKeyOf(scope, (kind, value) => this.idOf(kind, value));
    return this.spans(first, end, step).flatMap((span) =>
      this.one.all(JSON.stringify(startsOf(span)), span.grain, kind, key, sub),
    );
  }

  /** How often each type (its number) ended in [first, end): in the whole cluster, in one queue, or one type by itself. */
  countsByType(scope: TypeScope, first: number, end: number): ReadonlyMap<number, TypeCount> {
    const counts = new Map<number, TypeCount>();
    const add = (type: number, runs: number, failures: number): void => {
      const known = counts.get(type);
      counts.set(type, { runs: runs + (known?.runs ?? 0), failures: failures + (known?.failures ?? 0) });
    };
    if (scope.name !== undefined) {
      const type = this.idOf('name', scope.name);
      for (const row of this.ofScope(scope, first, end, GRAINS.day))
        add(type, row.success + row.failure + row.retry + row.other, row.failure);
      return counts;
    }
    for (const row of this.typeRows<readonly [number, number, number]>(this.counts, scope, first, end)) add(...row);
    return counts;
  }

  /** The stored histograms of run times of each type that ended in [first, end), successes and failures alike. */
  runsByType(scope: TypeScope, first: number, end: number): ReadonlyMap<number, readonly Uint8Array[]> {
    const runs = new Map<number, Uint8Array[]>();
    const rows = this.typeRows<readonly [number, Uint8Array, Uint8Array]>(this.runs, scope, first, end);
    for (const [type, success, failure] of rows) {
      const known = runs.get(type) ?? [];
      if (known.length === 0) runs.set(type, known);
      // An empty one is its version alone.
      if (success.length > 1) known.push(success);
      if (failure.length > 1) known.push(failure);
    }
    return runs;
  }

  private *typeRows<Row>(statements: TypeStatements, { queue }: TypeScope, first: number, end: number): Iterable<Row> {
    for (const span of this.spans(first, end, GRAINS.day)) {
      const starts = JSON.stringify(startsOf(span));
      const rows =
        queue === undefined
          ? statements.all.iterate(starts, span.grain)
          : statements.inQueue.iterate(starts, span.grain, this.idOf('queue', queue));
      let seen = 0;
      for (const row of rows as IterableIterator<Row>) {
        seen += 1;
        if (seen % ROWS_A_LOOK === 0) this.budget.goOn();
        yield row;
      }
    }
  }

  private spans(first: number, end: number, step: number): ReturnType<typeof coverSpans> {
    return coverSpans(first, end, this.foldedUpTo.get() ?? { hours: 0, days: 0 }, step);
  }

  // No row has the number -1: a name that never was has no series.
  private idOf(kind: 'name' | 'queue' | 'worker', value: string): number {
    return this.dictionary.id(kind, value) ?? -1;
  }
}
