import type Database from 'better-sqlite3';
import type { DictionaryWriter } from './dictionary-writer';
import type { KnownIds } from './known-ids';
import { CELL, PAYLOAD_COLUMNS, PLAIN_COLUMNS, type Cell } from '../sql/task-cells';
import { encodeRelative, encodeTaskId, type StoredId } from '../sql/task-id';

interface Known {
  readonly id: number;
  readonly state: number;
  readonly name: number | null;
  readonly queue: number | null;
  readonly worker: number | null;
  readonly exception: number | null;
}
const COUNTED = ['state', 'name', 'queue', 'worker', 'exception'] as const;

const COLUMNS = [...COUNTED, 'root', 'parent', 'retry_of', ...PLAIN_COLUMNS];

/** Inserts and updates tasks. The caller holds the transaction. */
export class TaskWriter {
  private readonly find: Database.Statement<[StoredId], Known>;
  private readonly insertTask: Database.Statement;
  private readonly updateTask: Database.Statement;
  private readonly insertPayload: Database.Statement;
  private readonly updatePayload: Database.Statement;

  constructor(
    db: Database.Database,
    private readonly dictionary: DictionaryWriter,
    private readonly ids: KnownIds,
  ) {
    this.find = db.prepare('SELECT id, state, name, queue, worker, exception FROM task WHERE uid = ?');
    this.insertTask = db.prepare(
      `INSERT INTO task (${COLUMNS.join(', ')}, uid) VALUES (${COLUMNS.map(() => '?').join(', ')}, ?)`,
    );
    this.updateTask = db.prepare(`UPDATE task SET ${assigned(COLUMNS)} WHERE id = ?`);
    this.insertPayload = db.prepare(
      `INSERT INTO payload (${PAYLOAD_COLUMNS.join(', ')}, id) VALUES (${PAYLOAD_COLUMNS.map(() => '?').join(', ')}, ?)`,
    );
    this.updatePayload = db.prepare(`UPDATE payload SET ${assigned(PAYLOAD_COLUMNS)} WHERE id = ?`);
  }

  /** The number of the task's row; null when it is not stored. */
  rowOf(uuid: string): number | null {
    return this.find.get(encodeTaskId(uuid))?.id ?? null;
  }

  /** Writes the task whose cells begin at `at`. */
  write(cells: readonly Cell[], at: number): void {
    const uuid = textAt(cells, at + CELL.uuid) ?? '';
    const uid = encodeTaskId(uuid);
    const known = this.ids.mayHave(uid) ? this.find.get(uid) : undefined;
    const names = this.namesOf(cells, at);
    const retryOf = textAt(cells, at + CELL.retryOf);
    const row = [
      names.state,
      names.name,
      names.queue,
      names.worker,
      names.exception,
      encodeRelative(textAt(cells, at + CELL.root), uuid),
      encodeRelative(textAt(cells, at + CELL.parent), uuid),
      retryOf === null ? null : encodeTaskId(retryOf),
      ...cells.slice(at + CELL.plain, at + CELL.plain + PLAIN_COLUMNS.length),
    ];
    const payload = cells.slice(at + CELL.payload, at + CELL.payload + PAYLOAD_COLUMNS.length);
    if (known === undefined) {
      const id = Number(this.insertTask.run(...row, uid).lastInsertRowid);
      this.insertPayload.run(...payload, id);
      this.ids.add(id, uid);
      for (const column of COUNTED) this.dictionary.count(names[column], 1);
      return;
    }
    this.updateTask.run(...row, known.id);
    this.updatePayload.run(...payload, known.id);
    for (const column of COUNTED) {
      if (known[column] === names[column]) continue;
      this.dictionary.count(known[column], -1);
      this.dictionary.count(names[column], 1);
    }
  }

  private namesOf(cells: readonly Cell[], at: number): Omit<Known, 'id'> {
    return {
      state: this.dictionary.id('state', textAt(cells, at + CELL.state) ?? ''),
      name: this.dictionary.idOrNull('name', textAt(cells, at + CELL.name)),
      queue: this.dictionary.idOrNull('queue', textAt(cells, at + CELL.queue)),
      worker: this.dictionary.idOrNull('worker', textAt(cells, at + CELL.worker)),
      exception: this.dictionary.idOrNull('exception', textAt(cells, at + CELL.exceptionType)),
    };
  }
}

const assigned = (columns: readonly string[]): string => columns.map((column) => `${column} = ?`).join(', ');

function textAt(cells: readonly Cell[], at: number): string | null {
  const cell = cells[at] ?? null;
  // SQL would take a number for a name; a text that is none is a row that can't be stored.
  if (cell !== null && typeof cell !== 'string') throw new TypeError(`cell ${at} is no text`);
  return cell;
}
