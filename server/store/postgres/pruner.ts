import type { PruneLimits } from '../store';
import { raw, sql, type Fragment } from '../sql/fragment';
import { doomedJobs } from '../sql/job-queries';
import { GRAINS, HOURS_KEPT_SECONDS, MINUTES_KEPT_SECONDS, QUARTERS_KEPT_SECONDS } from '../sql/kinds';
import { COUNTED, namesOf, TOTAL, type CountedNames, type NamesWriter } from './names-writer';
import type { Partitions } from './partitions';
import { LIVE_DAY } from './schema';
import type { Session } from './session';

// Small enough that ingest, which waits meanwhile, does not notice.
const CHUNK = 2_000;
const LOGS_EVERY_SECONDS = 300;
const DAY_SECONDS = 86_400;

interface Doomed extends CountedNames {
  readonly day: number;
}

/** Rows that go before the retention says so, since coarser ones stand for them. A row goes when all of its time is too old. */
const FINE: readonly (readonly [table: string, condition: string, keptSeconds: number, spanMinutes: number])[] = [
  ['depth', 'minute', MINUTES_KEPT_SECONDS, 1],
  ['series', `grain = ${GRAINS.minute} AND start`, MINUTES_KEPT_SECONDS, GRAINS.minute],
  ['series', `grain = ${GRAINS.quarter} AND start`, QUARTERS_KEPT_SECONDS, GRAINS.quarter],
  ['series', `grain = ${GRAINS.hour} AND start`, HOURS_KEPT_SECONDS, GRAINS.hour],
  ['series', `grain = ${GRAINS.day} AND start`, Infinity, GRAINS.day],
];
const LOGS: readonly (readonly [table: string, column: string])[] = [
  ['finding', 'closed'],
  ['action', 'at'],
  ['gap', 'ended'],
  ['watch', 'ended'],
];

/**
 * Removes what exceeds the limits, oldest first: days as a whole where all of a day goes, else a chunk at a time. The caller
 * holds the transaction.
 */
export class Pruner {
  private logsPrunedAt = 0;

  constructor(
    private readonly names: NamesWriter,
    private readonly partitions: Partitions,
  ) {}

  /** True when there is more to remove. */
  async prune(session: Session, limits: PruneLimits): Promise<boolean> {
    const before = limits.now - limits.retentionSeconds;
    return (
      (await this.byAge(session, before)) ||
      (await this.byRows(session, limits.maxTasks)) ||
      (await this.oldLogs(session, before, limits.now))
    );
  }

  private async byAge(session: Session, before: number): Promise<boolean> {
    const [oldest] = this.partitions.all;
    if (oldest === undefined || oldest * DAY_SECONDS >= before) return false;
    if ((oldest + 1) * DAY_SECONDS <= before) {
      await this.partitions.drop(session, oldest);
      return true;
    }
    return (await this.remove(session, oldest, sql`AND updated < ${before}`, CHUNK)) === CHUNK;
  }

  private async byRows(session: Session, most: number): Promise<boolean> {
    const excess = (await totalOf(session, TOTAL)) - most;
    const [oldest, next] = this.partitions.all;
    if (excess <= 0 || oldest === undefined) return false;
    const inOldest = await totalOf(
      session,
      sql`SELECT coalesce(sum(y.tasks), 0)::float8 AS total FROM tally y JOIN dict d ON d.id = y.id WHERE y.day = ${oldest} AND d.kind = 1`,
    );
    if (next !== undefined && inOldest <= excess) {
      await this.partitions.drop(session, oldest);
      return true;
    }
    const wanted = Math.min(CHUNK, excess);
    return (await this.remove(session, oldest, raw(''), wanted)) === CHUNK;
  }

  private async remove(session: Session, day: number, condition: Fragment, limit: number): Promise<number> {
    const of = raw(String(Math.max(day, LIVE_DAY + 1)));
    const { rows } = await session.query<Doomed>(
      sql`DELETE FROM task WHERE day = ${of} AND uid IN (SELECT uid FROM task WHERE day = ${of} ${condition} ORDER BY updated LIMIT ${limit})
          RETURNING day, ${raw(COUNTED.join(', '))}`,
    );
    for (const task of rows) this.names.count(task.day, namesOf(task), -1);
    return rows.length;
  }

  private async oldLogs(session: Session, before: number, now: number): Promise<boolean> {
    if (Math.abs(now - this.logsPrunedAt) < LOGS_EVERY_SECONDS) return false;
    for (const [table, condition, keptSeconds, spanMinutes] of FINE) {
      const minute = Math.floor(Math.max(before, now - keptSeconds) / 60) - (spanMinutes - 1);
      if ((await removeRows(session, table, sql`${raw(condition)} < ${minute}`)) === CHUNK) return true;
    }
    for (const [table, column] of LOGS)
      if ((await removeRows(session, table, sql`${raw(column)} < ${before}`)) === CHUNK) return true;
    const jobs = doomedJobs(before);
    if ((await removeRows(session, 'job_item', sql`job_item.job IN (SELECT job.row FROM job WHERE ${jobs})`)) === CHUNK)
      return true;
    await session.query(sql`DELETE FROM job WHERE ${jobs}`);
    await session.query(raw('DELETE FROM tally WHERE tasks <= 0'));
    this.logsPrunedAt = now;
    return false;
  }
}

async function removeRows(session: Session, table: string, condition: Fragment): Promise<number> {
  const of = raw(table);
  const { changed } = await session.query(
    sql`DELETE FROM ${of} WHERE ctid IN (SELECT ctid FROM ${of} WHERE ${condition} LIMIT ${CHUNK})`,
  );
  return changed;
}

async function totalOf(session: Session, query: Fragment): Promise<number> {
  const { rows } = await session.query<{ total: number }>(query);
  return rows[0]?.total ?? 0;
}
