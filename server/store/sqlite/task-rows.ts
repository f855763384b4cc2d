import type Database from 'better-sqlite3';
import type { TaskRow } from '@/lib/api/views';
import { waitSeconds } from '@/lib/cluster/task';
import type { DictionaryReader } from './dictionary-reader';
import { decodeTaskId } from '../sql/task-id';

interface StoredRow {
  readonly id: number;
  readonly uid: unknown;
  readonly state: number;
  readonly name: number | null;
  readonly queue: number | null;
  readonly worker: number | null;
  readonly retries: number;
  readonly priority: number | null;
  readonly deliveries: number;
  readonly updated: number;
  readonly sent: number | null;
  readonly received: number | null;
  readonly started: number | null;
  readonly ended: number | null;
  readonly eta: number | null;
  readonly runtime: number | null;
  readonly args: string | null;
  readonly kwargs: string | null;
  readonly exception: string | null;
  readonly result: string | null;
}

const excerpt = (column: string): string => `substr(p.${column}, 1, 200) AS ${column}`;
const whole = (column: string): string => `p.${column}`;

/** Reads rows of lists by their numbers, with the names of the findings about them. */
export class TaskRowReader {
  private readonly rows: Database.Statement<[string], StoredRow>;
  private readonly uids: Database.Statement<[string], { uid: unknown }>;
  private readonly findings: Database.Statement<[string], { subject: string; detector: string }>;

  constructor(
    db: Database.Database,
    private readonly dictionary: DictionaryReader,
    /** Lists show the beginning of texts, exports all. */
    texts: 'excerpts' | 'whole' = 'excerpts',
  ) {
    const text = texts === 'whole' ? whole : excerpt;
    this.rows = db.prepare(
      `SELECT t.id, t.uid, t.state, t.name, t.queue, t.worker, t.retries, t.priority, t.deliveries, t.updated, t.sent,
         t.received, t.started, t.ended, t.eta, t.runtime, ${['args', 'kwargs', 'exception', 'result'].map(text).join(', ')}
       FROM json_each(?) ids CROSS JOIN task t ON t.id = ids.value JOIN payload p ON p.id = t.id ORDER BY ids.key`,
    );
    this.uids = db.prepare('SELECT t.uid FROM json_each(?) ids CROSS JOIN task t ON t.id = ids.value ORDER BY ids.key');
    this.findings = db.prepare(
      `SELECT DISTINCT s.subject, f.detector FROM json_each(?) ids CROSS JOIN finding_subject s ON s.kind = 'task' AND s.subject = ids.value
       JOIN finding f ON f.row = s.finding`,
    );
  }

  /** In the order of `ids`; what was removed meanwhile is left out. */
  rowsOf(ids: readonly number[]): readonly TaskRow[] {
    const rows = this.rows.all(JSON.stringify(ids)).map((stored) => this.toRow(stored));
    const byTask = Map.groupBy(
      this.findings.all(JSON.stringify(rows.map(({ uuid }) => uuid))),
      ({ subject }) => subject,
    );
    return rows.map((row) => ({ ...row, findings: (byTask.get(row.uuid) ?? []).map(({ detector }) => detector) }));
  }

  uuidsOf(ids: readonly number[]): readonly string[] {
    return this.uids.all(JSON.stringify(ids)).map(({ uid }) => decodeTaskId(uid));
  }

  private toRow(stored: StoredRow): TaskRow {
    const { retries, eta } = stored;
    const times = { sentAt: stored.sent, receivedAt: stored.received, startedAt: stored.started, eta, retries };
    return {
      uuid: decodeTaskId(stored.uid),
      name: this.dictionary.value(stored.name),
      state: this.dictionary.value(stored.state) ?? 'UNKNOWN',
      queue: this.dictionary.value(stored.queue),
      worker: this.dictionary.value(stored.worker),
      ...times,
      endedAt: stored.ended,
      updatedAt: stored.updated,
      priority: stored.priority,
      waitSeconds: waitSeconds(times),
      runtimeSeconds: stored.runtime,
      args: stored.args,
      kwargs: stored.kwargs,
      exception: stored.exception,
      result: stored.result,
      deliveries: stored.deliveries,
      findings: [],
    };
  }
}
