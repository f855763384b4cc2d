import type Database from 'better-sqlite3';
import { foldCase } from '@/lib/query/text-pattern';
import { NameRanks } from './name-ranks';
import { DICT_KINDS, type DictKind } from '../sql/kinds';

interface Entry {
  readonly id: number;
  readonly kind: number;
  readonly value: string;
}

/** The names behind the small numbers. Numbers are never given twice, so only new entries are read. */
export class DictionaryReader {
  private readonly values = new Map<number, string>();
  private readonly kinds = new Map<number, Entry[]>();
  private readonly newer: Database.Statement<[number], Entry>;
  private readonly tasksOf: Database.Statement<[string], { total: number | null }>;
  private readonly usedCounts: Database.Statement<[number], { value: string; tasks: number }>;
  private readonly rankings = new Map<string, { readonly names: number; readonly ranks: NameRanks }>();
  private readonly most: Database.Statement<[number, number], { value: string; tasks: number }>;
  private readonly all: Database.Statement<[number], { total: number | null }>;
  private last = 0;

  constructor(db: Database.Database) {
    this.newer = db.prepare('SELECT id, kind, value FROM dict WHERE id > ? ORDER BY id');
    this.usedCounts = db.prepare('SELECT value, tasks FROM dict WHERE kind = ? AND tasks > 0');
    this.most = db.prepare(
      "SELECT value, tasks FROM dict WHERE kind = ? AND tasks > 0 AND value <> '' ORDER BY tasks DESC LIMIT ?",
    );
    this.all = db.prepare('SELECT sum(tasks) AS total FROM dict WHERE kind = ?');
    this.tasksOf = db.prepare('SELECT sum(tasks) AS total FROM dict WHERE id IN (SELECT value FROM json_each(?))');
  }

  /** Takes in what was added; to be called at the start of each answer. */
  refresh(): void {
    for (const entry of this.newer.all(this.last)) {
      this.values.set(entry.id, entry.value);
      const entries = this.kinds.get(entry.kind);
      if (entries === undefined) this.kinds.set(entry.kind, [entry]);
      else entries.push(entry);
      this.last = entry.id;
    }
  }

  value(id: number | null): string | null {
    return id === null ? null : (this.values.get(id) ?? null);
  }

  idsWhere(kind: DictKind, matches: (value: string) => boolean): readonly number[] {
    return this.entries(kind)
      .filter(({ value }) => matches(value))
      .map(({ id }) => id);
  }

  /** The number of a name; null when no task ever had it. */
  id(kind: DictKind, value: string): number | null {
    return this.entries(kind).find((entry) => entry.value === value)?.id ?? null;
  }

  /** How many stored tasks have one of these. */
  tasks(ids: readonly number[]): number {
    return this.tasksOf.get(JSON.stringify(ids))?.total ?? 0;
  }

  /** How many stored tasks have each value, without those that none has. */
  counts(kind: DictKind): Readonly<Record<string, number>> {
    return Object.fromEntries(this.usedCounts.all(DICT_KINDS[kind]).map(({ value, tasks }) => [value, tasks]));
  }

  /** The values that most stored tasks have, and how many tasks have any. */
  largest(
    kind: DictKind,
    limit: number,
  ): {
    readonly values: readonly (readonly [value: string, count: number])[];
    readonly total: number;
  } {
    const number = DICT_KINDS[kind];
    return {
      values: this.most.all(number, limit).map(({ value, tasks }) => [value, tasks] as const),
      total: this.all.get(number)?.total ?? 0,
    };
  }

  /** Values that stored tasks have and that hold a text: those that begin with it first, then by how many have them. */
  containing(
    kind: DictKind,
    part: string,
    limit: number,
  ): readonly { readonly value: string; readonly count: number }[] {
    const folded = foldCase(part);
    return this.usedCounts
      .all(DICT_KINDS[kind])
      .map(({ value, tasks }) => ({ value, count: tasks, at: foldCase(value).indexOf(folded) }))
      .filter(({ value, at }) => at >= 0 && value !== '')
      .sort((a, b) => Number(a.at > 0) - Number(b.at > 0) || b.count - a.count || (a.value < b.value ? -1 : 1))
      .slice(0, limit)
      .map(({ value, count }) => ({ value, count }));
  }

  /** The order of a kind's values, as of the last refresh. */
  ranks(kind: DictKind, descending: boolean): NameRanks {
    const entries = this.entries(kind);
    const key = `${kind} ${descending}`;
    const known = this.rankings.get(key);
    if (known?.names === entries.length) return known.ranks;
    const ranks = new NameRanks(entries, descending);
    this.rankings.set(key, { names: entries.length, ranks });
    return ranks;
  }

  private entries(kind: DictKind): readonly Entry[] {
    return this.kinds.get(DICT_KINDS[kind]) ?? [];
  }
}
