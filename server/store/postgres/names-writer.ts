import { raw, sql } from '../sql/fragment';
import { DICT_KINDS, type DictKind } from '../sql/kinds';
import { withoutNul } from '../sql/task-id';
import type { Session } from './session';
import { unnest } from './values';

// Longer ones are no names of ours, and an index takes no entry beyond some 2,700 bytes.
const LONGEST_NAME = 600;
/** Of each kind. */
const CACHED_VALUES = 50_000;

/** Numbers of the names by which tasks are counted. */
export type CountedNames = Readonly<Record<Exclude<DictKind, 'state'>, number | null>> & { readonly state: number };
export const COUNTED = ['state', 'name', 'queue', 'worker', 'exception'] as const satisfies readonly DictKind[];

export function namesOf(task: CountedNames): readonly (number | null)[] {
  return COUNTED.map((column) => task[column]);
}

/** Gives names their small numbers, and counts for each day how many tasks have each: exact counts without a scan. */
export class NamesWriter {
  private readonly ids = new Map<DictKind, Map<string, number>>();
  private readonly changes = new Map<string, { readonly day: number; readonly id: number; tasks: number }>();

  /** Sees to it that these names have numbers. */
  async ensure(session: Session, wanted: Iterable<readonly [kind: DictKind, value: string | null]>): Promise<void> {
    const missing = new Map<string, readonly [kind: number, value: string]>();
    for (const [kind, value] of wanted) {
      if (value === null || this.known(kind).has(value)) continue;
      const text = storedName(value);
      missing.set(`${kind} ${text}`, [DICT_KINDS[kind], text]);
    }
    if (missing.size === 0) return;
    const pairs = [...missing.values()];
    const given = sql`${unnest([
      ['int4', pairs.map(([kind]) => kind)],
      ['text', pairs.map(([, value]) => value)],
    ])} AS given (kind, value)`;
    await session.query(
      sql`INSERT INTO dict (kind, value) SELECT given.kind, given.value FROM ${given}
          WHERE NOT EXISTS (SELECT 1 FROM dict d WHERE d.kind = given.kind AND d.value = given.value)
          ON CONFLICT DO NOTHING`,
    );
    const found = await session.query<{ id: number; kind: number; value: string }>(
      sql`SELECT d.id, d.kind, d.value FROM ${given} JOIN dict d ON d.kind = given.kind AND d.value = given.value`,
    );
    for (const { id, kind, value } of found.rows) this.remember(kind, value, id);
  }

  /** The number of a name that `ensure` has seen. */
  id(kind: DictKind, value: string): number {
    const known = this.known(kind);
    const id = known.get(value) ?? known.get(storedName(value));
    if (id === undefined) throw new TypeError('a name has no number');
    return id;
  }

  idOrNull(kind: DictKind, value: string | null): number | null {
    return value === null ? null : this.id(kind, value);
  }

  count(day: number, ids: readonly (number | null)[], change: 1 | -1): void {
    for (const id of ids) {
      if (id === null) continue;
      const key = `${day} ${id}`;
      const known = this.changes.get(key);
      if (known === undefined) this.changes.set(key, { day, id, tasks: change });
      else known.tasks += change;
    }
  }

  /** Writes the counts; part of the transaction that changed the tasks. */
  async flush(session: Session): Promise<void> {
    const changes = [...this.changes.values()].filter(({ tasks }) => tasks !== 0);
    this.changes.clear();
    if (changes.length > 0) {
      await session.query(
        sql`INSERT INTO tally (day, id, tasks) SELECT * FROM ${unnest([
          ['int4', changes.map(({ day }) => day)],
          ['int4', changes.map(({ id }) => id)],
          ['int8', changes.map(({ tasks }) => tasks)],
        ])} ON CONFLICT (day, id) DO UPDATE SET tasks = tally.tasks + excluded.tasks`,
      );
    }
  }

  /** After a transaction that was undone: numbers given in it do not exist. */
  forget(): void {
    this.ids.clear();
    this.changes.clear();
  }

  private remember(kind: number, value: string, id: number): void {
    for (const [name, number] of Object.entries(DICT_KINDS)) {
      if (number !== kind) continue;
      this.known(name as DictKind).set(value, id);
    }
  }

  private known(kind: DictKind): Map<string, number> {
    const known = this.ids.get(kind) ?? new Map<string, number>();
    this.ids.set(kind, known);
    return known;
  }

  /** Between two transactions: names that are used no more must not fill the memory. */
  trim(): void {
    for (const known of this.ids.values()) if (known.size > CACHED_VALUES) known.clear();
  }
}

/** Removes names that nothing stored has any more, before any is given a number: who makes them up must not fill the table. */
export async function sweepNames(session: Session): Promise<void> {
  await session.query(
    raw(
      `DELETE FROM dict d WHERE d.kind <> ${DICT_KINDS.state} AND NOT EXISTS (SELECT 1 FROM tally y WHERE y.id = d.id AND y.tasks > 0)
       AND d.id NOT IN (SELECT key FROM series UNION SELECT sub FROM series UNION SELECT queue FROM depth)`,
    ),
  );
}

/** A name as it is stored. */
export function storedName(value: string): string {
  return withoutNul(value).slice(0, LONGEST_NAME);
}

/** How many tasks there are. */
export const TOTAL = raw(
  `SELECT coalesce(sum(tasks), 0)::float8 AS total FROM tally WHERE id IN (SELECT id FROM dict WHERE kind = ${DICT_KINDS.state})`,
);
