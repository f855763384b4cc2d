import type Database from 'better-sqlite3';
import type { TimelineEntry } from '@/lib/api/views';
import type { Action } from '@/lib/cluster/action';
import type { EventGap } from '@/lib/cluster/cluster-status';
import type { Finding } from '@/lib/detectors/finding';
import type { WishChange } from '@/lib/cluster/wish';
import type { DictionaryWriter } from './dictionary-writer';
import { actionBody, boundedEntry, subjectsOf, TIMELINE_ENTRIES } from '../sql/log-record';
import { withoutNul } from '../sql/task-id';

/** Writes timelines, findings, actions and gaps. The caller holds the transaction. */
export class LogWriter {
  private readonly lastEntry: Database.Statement<[number], { seq: number | null }>;
  private readonly insertEntry: Database.Statement;
  private readonly deleteEntries: Database.Statement;
  private readonly upsertFinding: Database.Statement<unknown[], { row: number }>;
  private readonly insertSubject: Database.Statement;
  private readonly replaceAction: Database.Statement;
  private readonly upsertGap: Database.Statement;
  private readonly upsertWish: Database.Statement;
  private readonly deleteWish: Database.Statement;

  constructor(
    private readonly db: Database.Database,
    private readonly dictionary: DictionaryWriter,
  ) {
    this.lastEntry = db.prepare('SELECT max(seq) AS seq FROM timeline WHERE task = ?');
    this.insertEntry = db.prepare('INSERT INTO timeline VALUES (?, ?, ?, ?, ?, ?)');
    this.deleteEntries = db.prepare('DELETE FROM timeline WHERE task = ? AND seq <= ?');
    this.upsertFinding = db.prepare(
      `INSERT INTO finding (id, opened, updated, closed, detector, body) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (id, opened) DO UPDATE SET updated = excluded.updated, closed = excluded.closed, body = excluded.body
       RETURNING row`,
    );
    this.insertSubject = db.prepare('INSERT OR IGNORE INTO finding_subject VALUES (?, ?, ?)');
    this.replaceAction = db.prepare(
      'INSERT INTO action (id, at, body) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET at = excluded.at, body = excluded.body',
    );
    this.upsertGap = db.prepare('INSERT OR REPLACE INTO gap VALUES (?, ?, ?)');
    this.upsertWish = db.prepare('INSERT OR REPLACE INTO wish VALUES (?, ?, ?, ?)');
    this.deleteWish = db.prepare('DELETE FROM wish WHERE kind = ? AND id = ?');
  }

  writeEntry(task: number, entry: TimelineEntry): void {
    const seq = (this.lastEntry.get(task)?.seq ?? 0) + 1;
    const worker = this.dictionary.idOrNull('worker', entry.worker);
    const { at, type, text } = boundedEntry(entry);
    this.insertEntry.run(task, seq, at, type, worker, text);
    if (seq > TIMELINE_ENTRIES) this.deleteEntries.run(task, seq - TIMELINE_ENTRIES);
  }

  writeFinding(finding: Finding): void {
    const row = this.upsertFinding.get(
      finding.id,
      finding.openedAt,
      finding.updatedAt,
      finding.closedAt,
      finding.detector,
      JSON.stringify(finding),
    )?.row;
    if (row === undefined) return;
    for (const { kind, id } of subjectsOf(finding)) this.insertSubject.run(kind, id, row);
  }

  writeAction(action: Action): void {
    this.replaceAction.run(action.id, action.at, actionBody(action));
  }

  /** Whoever opened a gap and stopped can't close it any more; what came after is time in which nobody watched. */
  closeLeftGaps(): void {
    this.db.exec(
      'UPDATE gap SET ended = max(started, coalesce((SELECT max(ended) FROM watch), started)) WHERE ended IS NULL',
    );
  }

  writeGap(gap: EventGap): void {
    this.upsertGap.run(gap.from, gap.reason, gap.to);
  }

  writeWish({ kind, id, wish }: WishChange): void {
    const key = withoutNul(id);
    if (wish === null) this.deleteWish.run(kind, key);
    else this.upsertWish.run(kind, key, wish.at, JSON.stringify(wish));
  }
}
