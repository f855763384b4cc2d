import type Database from 'better-sqlite3';
import type { TaskDetail } from '@/lib/api/views';
import { isEnded } from '@/lib/celery/task-state';
import type { DictionaryReader } from './dictionary-reader';
import { decodeTaskId, encodeTaskId, type StoredId } from '../sql/task-id';
import { CHILDREN } from '../sql/whole-task';

const RETRIED_AS = 100;
const RECENT_RUNS = 30;
// Runs in between that have no run time (failed before they started, revoked) are passed over within this many rows.
const RECENT_ROWS = 500;

interface StoredRun {
  readonly uid: unknown;
  readonly runtime: number;
  readonly state: number;
  readonly runs: number;
}

/** Finds what belongs to a task: children, retries by hand, the last runs of its type. */
export class RelativesReader {
  private readonly childrenOf: Database.Statement<[StoredId, number], { id: number }>;
  private readonly rowOf: Database.Statement<[StoredId], { id: number }>;
  private readonly retriesOf: Database.Statement<[StoredId, number], { uid: unknown }>;
  private readonly runsOf: Database.Statement<[number | null, number, number], StoredRun>;

  constructor(
    db: Database.Database,
    private readonly dictionary: DictionaryReader,
  ) {
    this.childrenOf = db.prepare(
      'SELECT id FROM task WHERE parent > 0 AND parent = ? ORDER BY +coalesce(sent, received, updated), +id LIMIT ?',
    );
    this.rowOf = db.prepare('SELECT id FROM task WHERE uid = ?');
    this.retriesOf = db.prepare('SELECT uid FROM task WHERE retry_of > 0 AND retry_of = ? ORDER BY +id LIMIT ?');
    this.runsOf = db.prepare(
      `SELECT uid, runtime, state, runs FROM
         (SELECT * FROM task INDEXED BY task_name WHERE name = ? ORDER BY updated DESC, id DESC LIMIT ?)
       WHERE live = 0 AND runtime IS NOT NULL LIMIT ?`,
    );
  }

  row(uuid: string | null): number | null {
    return uuid === null ? null : (this.rowOf.get(encodeTaskId(uuid))?.id ?? null);
  }

  children(uid: StoredId): readonly number[] {
    return this.childrenOf.all(uid, CHILDREN).map(({ id }) => id);
  }

  retriedAs(uid: StoredId): readonly string[] {
    return this.retriesOf.all(uid, RETRIED_AS).map((stored) => decodeTaskId(stored.uid));
  }

  /** Oldest first. */
  recentRuns(name: string): TaskDetail['recentRuns'] {
    const runs = this.runsOf.all(this.dictionary.id('name', name), RECENT_ROWS, RECENT_RUNS);
    return runs
      .map((run) => ({
        uuid: decodeTaskId(run.uid),
        runtimeSeconds: run.runtime,
        state: this.dictionary.value(run.state) ?? 'UNKNOWN',
        executions: run.runs,
      }))
      .filter(({ state }) => isEnded(state))
      .reverse();
  }
}
