import type Database from 'better-sqlite3';
import type { TaskRow } from '@/lib/api/views';
import type { DictionaryReader } from './dictionary-reader';
import { decodeTaskId } from '../sql/task-id';
import { ROW_COLUMNS, toTaskRow, type StoredRow } from '../sql/task-row';

interface NumberedRow extends StoredRow {
  readonly uid: unknown;
}

const excerpt = (column: string): string => `substr(p.${column}, 1, 200) AS ${column}`;
const whole = (column: string): string => `p.${column}`;

/** Reads rows of lists by their numbers, with the names of the findings about them. */
export class TaskRowReader {
  private readonly rows: Database.Statement<[string], NumberedRow>;
  private readonly uids: Database.Statement<[string], { uid: unknown }>;
  private readonly states: Database.Statement<[string], { uid: unknown; state: number }>;
  private readonly findings: Database.Statement<[string], { subject: string; detector: string }>;

  constructor(
    db: Database.Database,
    private readonly dictionary: DictionaryReader,
    /** Lists show the beginning of texts, exports all. */
    texts: 'excerpts' | 'whole' = 'excerpts',
  ) {
    const text = texts === 'whole' ? whole : excerpt;
    this.rows = db.prepare(
      `SELECT ${ROW_COLUMNS}, ${['args', 'kwargs', 'exception', 'result'].map(text).join(', ')}
       FROM json_each(?) ids CROSS JOIN task t ON t.id = ids.value JOIN payload p ON p.id = t.id ORDER BY ids.key`,
    );
    this.uids = db.prepare('SELECT t.uid FROM json_each(?) ids CROSS JOIN task t ON t.id = ids.value ORDER BY ids.key');
    this.states = db.prepare(
      'SELECT t.uid, t.state FROM json_each(?) ids CROSS JOIN task t ON t.id = ids.value ORDER BY ids.key',
    );
    this.findings = db.prepare(
      `SELECT DISTINCT s.subject, f.detector FROM json_each(?) ids CROSS JOIN finding_subject s ON s.kind = 'task' AND s.subject = ids.value
       JOIN finding f ON f.row = s.finding`,
    );
  }

  /** In the order of `ids`; what was removed meanwhile is left out. */
  rowsOf(ids: readonly number[]): readonly TaskRow[] {
    const rows = this.rows.all(JSON.stringify(ids)).map((row) => ({ ...row, uuid: decodeTaskId(row.uid) }));
    const about = Map.groupBy(
      this.findings.all(JSON.stringify(rows.map(({ uuid }) => uuid))),
      ({ subject }) => subject,
    );
    return rows.map((row) => {
      const detectors = (about.get(row.uuid) ?? []).map(({ detector }) => detector);
      return toTaskRow(row.uuid, row, this.dictionary, detectors);
    });
  }

  /** Each with the name of its state. */
  statesOf(ids: readonly number[]): readonly (readonly [uuid: string, state: string])[] {
    const { states, dictionary } = this;
    return states
      .all(JSON.stringify(ids))
      .map(({ uid, state }) => [decodeTaskId(uid), dictionary.value(state) ?? 'UNKNOWN'] as const);
  }

  uuidsOf(ids: readonly number[]): readonly string[] {
    return this.uids.all(JSON.stringify(ids)).map(({ uid }) => decodeTaskId(uid));
  }
}
