import type Database from 'better-sqlite3';
import { isInFlight } from '@/lib/celery/task-state';
import type { Task } from '@/lib/cluster/task';
import type { DictionaryWriter } from './dictionary-writer';
import type { KnownIds } from './known-ids';
import { encodeRelative, encodeTaskId, type StoredId } from './task-id';
import { cut, encodeRest, executionsOfOneAttempt } from './task-record';

interface Known {
  readonly id: number;
  readonly state: number;
  readonly name: number | null;
  readonly queue: number | null;
  readonly worker: number | null;
  readonly exception: number | null;
}
const COUNTED = ['state', 'name', 'queue', 'worker', 'exception'] as const;

const COLUMNS = [
  'state', 'live', 'name', 'queue', 'worker', 'exception', 'retries', 'priority', 'deliveries', 'runs', 'updated',
  'sent', 'received', 'started', 'ended', 'eta', 'runtime', 'root', 'parent', 'retry_of',
]; // prettier-ignore

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
    this.updateTask = db.prepare(`UPDATE task SET ${COLUMNS.map((column) => `${column} = ?`).join(', ')} WHERE id = ?`);
    this.insertPayload = db.prepare(
      'INSERT INTO payload (args, kwargs, exception, result, more, traceback, id) VALUES (?, ?, ?, ?, ?, ?, ?)',
    );
    this.updatePayload = db.prepare(
      'UPDATE payload SET args = ?, kwargs = ?, exception = ?, result = ?, more = ?, traceback = ? WHERE id = ?',
    );
  }

  /** The number of the task's row; null when it is not stored. */
  rowOf(uuid: string): number | null {
    return this.find.get(encodeTaskId(uuid))?.id ?? null;
  }

  write(task: Task): void {
    const uid = encodeTaskId(task.uuid);
    const known = this.ids.mayHave(uid) ? this.find.get(uid) : undefined;
    const names = this.namesOf(task);
    const row = this.rowValues(task, names);
    const payload = [
      cut(task.args),
      cut(task.kwargs),
      cut(task.exception),
      cut(task.result),
      encodeRest(task),
      cut(task.traceback),
    ];
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

  private namesOf(task: Task): Omit<Known, 'id'> {
    return {
      state: this.dictionary.id('state', task.state),
      name: this.dictionary.idOrNull('name', task.name),
      queue: this.dictionary.idOrNull('queue', task.queue),
      worker: this.dictionary.idOrNull('worker', task.worker),
      // Where there is an exception its type has a number, so that one index finds them all.
      exception: this.dictionary.idOrNull('exception', task.exceptionType ?? (task.exception === null ? null : '')),
    };
  }

  private rowValues(task: Task, names: Omit<Known, 'id'>): readonly unknown[] {
    return [
      names.state,
      isInFlight(task.state) ? 1 : 0,
      names.name,
      names.queue,
      names.worker,
      names.exception,
      task.retries,
      task.priority,
      task.deliveries.at(-1)?.n ?? 0,
      executionsOfOneAttempt(task.deliveries),
      task.updatedAt,
      task.sentAt,
      task.receivedAt,
      task.startedAt,
      task.endedAt,
      task.eta,
      task.runtimeSeconds,
      encodeRelative(task.rootId, task.uuid),
      encodeRelative(task.parentId, task.uuid),
      task.retryOf === null ? null : encodeTaskId(task.retryOf),
    ];
  }
}
