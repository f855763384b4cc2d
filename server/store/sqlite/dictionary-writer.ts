import type Database from 'better-sqlite3';
import { DICT_KINDS, type DictKind } from '../sql/kinds';
import { withoutNul } from '../sql/task-id';

// Longer ones are no names of ours; the ingest has cut what it took long before.
const LONGEST_NAME = 2_000;
/** Of each kind. */
const CACHED_VALUES = 50_000;

/** Gives names their small numbers and counts how many stored tasks have each: exact counts without a scan. */
export class DictionaryWriter {
  private readonly ids = new Map<DictKind, Map<string, number>>();
  private readonly changes = new Map<number, number>();
  private readonly find: Database.Statement<[number, string], { id: number }>;
  private readonly insert: Database.Statement<[number, string]>;
  private readonly addTasks: Database.Statement<[number, number]>;

  constructor(db: Database.Database) {
    this.find = db.prepare('SELECT id FROM dict WHERE kind = ? AND value = ?');
    this.insert = db.prepare('INSERT INTO dict (kind, value) VALUES (?, ?)');
    this.addTasks = db.prepare('UPDATE dict SET tasks = tasks + ? WHERE id = ?');
  }

  id(kind: DictKind, value: string): number {
    const known = this.ids.get(kind) ?? new Map<string, number>();
    const cached = known.get(value);
    if (cached !== undefined) return cached;
    const text = withoutNul(value).slice(0, LONGEST_NAME);
    const number = DICT_KINDS[kind];
    const id = this.find.get(number, text)?.id ?? Number(this.insert.run(number, text).lastInsertRowid);
    if (known.size >= CACHED_VALUES) known.clear();
    this.ids.set(kind, known.set(value, id));
    return id;
  }

  idOrNull(kind: DictKind, value: string | null): number | null {
    return value === null ? null : this.id(kind, value);
  }

  count(id: number | null, change: 1 | -1): void {
    if (id !== null) this.changes.set(id, (this.changes.get(id) ?? 0) + change);
  }

  /** Writes the counts; part of the transaction that changed the tasks. */
  flush(): void {
    for (const [id, change] of this.changes) if (change !== 0) this.addTasks.run(change, id);
    this.changes.clear();
  }

  /** After a transaction that was undone: numbers given in it do not exist. */
  forget(): void {
    this.ids.clear();
    this.changes.clear();
  }
}
