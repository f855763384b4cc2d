import { raw, sql } from '../sql/fragment';
import { LIVE_DAY } from './schema';
import type { Session } from './session';

const DAY_SECONDS = 86_400;
/** Days before and after today that have partitions of their own; whoever tells of others has a clock that is wrong. */
const OLDEST_DAYS = 400;
const NEWEST_DAYS = 2;
/** Who wants to read meanwhile waits as long. */
const DROP_WAIT_MS = 300;

/** The partitions of the table of tasks: one a day, made when its first task is written. */
export class Partitions {
  private readonly days = new Set<number>();

  /** Learns which there are. */
  async load(session: Session): Promise<void> {
    const { rows } = await session.query<{ name: string }>(
      raw(
        `SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'task'::regclass`,
      ),
    );
    this.days.clear();
    for (const { name } of rows) {
      const day = /^task_d(\d+)$/.exec(name)?.[1];
      if (day !== undefined) this.days.add(Number(day));
    }
  }

  /** The day whose partition holds a task that changed then. */
  dayOf(updated: number, now: number): number {
    const today = Math.floor(now / DAY_SECONDS);
    const told = Math.floor(updated / DAY_SECONDS);
    return Math.max(0, Math.min(today + NEWEST_DAYS, Math.max(today - OLDEST_DAYS, told)));
  }

  async ensure(session: Session, days: Iterable<number>): Promise<void> {
    for (const day of new Set(days)) {
      if (day === LIVE_DAY || this.days.has(day)) continue;
      // Made as part of `task` it would wait for everybody who reads that; attached it need not.
      await session.query(raw(`CREATE TABLE task_d${day} (LIKE task INCLUDING DEFAULTS)`));
      await session.query(raw(`ALTER TABLE task ATTACH PARTITION task_d${day} FOR VALUES IN (${day})`));
      this.days.add(day);
    }
  }

  /** Removes a day with all its tasks, at once. Rejects as `locked` while somebody reads, rather than let others wait. */
  async drop(session: Session, day: number): Promise<void> {
    await session.query(raw(`SET LOCAL lock_timeout = ${DROP_WAIT_MS}`));
    await session.query(raw(`DROP TABLE IF EXISTS task_d${day}`));
    await session.query(sql`DELETE FROM tally WHERE day = ${day}`);
    this.days.delete(day);
  }

  /** Oldest first. */
  get all(): readonly number[] {
    return [...this.days].sort((a, b) => a - b);
  }
}
