import type Database from 'better-sqlite3';
import type { SeriesScope } from '../store';
import type { DictionaryReader } from './dictionary-reader';
import { GRAINS, SERIES_KINDS } from './schema';
import { SUMS, type StoredSums } from './series-row';
import { coverSpans, startsOf, type Folded } from './series-span';

export interface SeriesRow extends StoredSums {
  /** Epoch minute. */
  readonly start: number;
}
export interface TypeRow extends SeriesRow {
  /** Number of the type's name. */
  readonly type: number;
}

/** Reads rows of `series`, by the coarsest grains that cover what is asked. */
export class SeriesRows {
  private readonly one: Database.Statement<[string, number, number, number, number], SeriesRow>;
  private readonly allTypes: Database.Statement<[string, number], TypeRow>;
  private readonly typesInQueue: Database.Statement<[string, number, number], TypeRow>;
  private readonly foldedUpTo: Database.Statement<[], Folded>;

  constructor(
    db: Database.Database,
    private readonly dictionary: DictionaryReader,
  ) {
    // The starts drive the query: each is one seek, for a key that leads with the time so that writing appends.
    const from = 'FROM json_each(?) starts CROSS JOIN series s WHERE s.grain = ? AND s.start = starts.value';
    this.one = db.prepare(`SELECT s.start, ${SUMS} ${from} AND s.kind = ? AND s.key = ? AND s.sub = ?`);
    this.allTypes = db.prepare(`SELECT s.start, s.key AS type, ${SUMS} ${from} AND s.kind = ${SERIES_KINDS.name}`);
    this.typesInQueue = db.prepare(
      `SELECT s.start, s.sub AS type, ${SUMS} ${from} AND s.kind = ${SERIES_KINDS.nameInQueue} AND s.key = ?`,
    );
    const upTo = (table: string, grain: number): string =>
      `coalesce((SELECT iif(kind = 99, minute + ${grain}, minute) FROM ${table}), 0)`;
    this.foldedUpTo = db.prepare(
      `SELECT ${upTo('folded', GRAINS.minute)} AS hours, ${upTo('folded_hour', GRAINS.hour)} AS days`,
    );
  }

  /** Rows of one scope that start in [first, end), none crossing a multiple of `step` minutes after `first`. */
  ofScope(scope: SeriesScope, first: number, end: number, step: number): readonly SeriesRow[] {
    const [kind, key, sub] = this.keyOf(scope);
    return this.spans(first, end, step).flatMap((span) =>
      this.one.all(JSON.stringify(startsOf(span)), span.grain, kind, key, sub),
    );
  }

  /** Rows by type that start in [first, end): of everything, of one queue, or of one type. */
  byType(scope: Pick<SeriesScope, 'name' | 'queue'>, first: number, end: number): readonly TypeRow[] {
    const { name, queue } = scope;
    if (name !== undefined) {
      const type = this.idOf('name', name);
      return this.ofScope(scope, first, end, GRAINS.day).map((row) => ({ ...row, type }));
    }
    return this.spans(first, end, GRAINS.day).flatMap((span) => {
      const starts = JSON.stringify(startsOf(span));
      return queue === undefined
        ? this.allTypes.all(starts, span.grain)
        : this.typesInQueue.all(starts, span.grain, this.idOf('queue', queue));
    });
  }

  private spans(first: number, end: number, step: number): ReturnType<typeof coverSpans> {
    return coverSpans(first, end, this.foldedUpTo.get() ?? { hours: 0, days: 0 }, step);
  }

  private keyOf({ name, queue, worker }: SeriesScope): readonly [kind: number, key: number, sub: number] {
    if (worker !== undefined) return [SERIES_KINDS.worker, this.idOf('worker', worker), 0];
    if (queue !== undefined && name !== undefined)
      return [SERIES_KINDS.nameInQueue, this.idOf('queue', queue), this.idOf('name', name)];
    if (queue !== undefined) return [SERIES_KINDS.queue, this.idOf('queue', queue), 0];
    return name === undefined ? [SERIES_KINDS.all, 0, 0] : [SERIES_KINDS.name, this.idOf('name', name), 0];
  }

  // No row has the number -1: a name that never was has no series.
  private idOf(kind: 'name' | 'queue' | 'worker', value: string): number {
    return this.dictionary.id(kind, value) ?? -1;
  }
}
