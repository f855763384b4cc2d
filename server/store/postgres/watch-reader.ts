import type { EventGap } from '@/lib/cluster/cluster-status';
import { sql } from '../sql/fragment';
import { unwatchedIn, type Stretch } from '../sql/unwatched';
import type { Answering } from './answering';

/** When nobody watched: no collector ran, or it could not see events. */
export async function unwatched(
  { session }: Pick<Answering, 'session'>,
  from: number,
  now: number,
): Promise<readonly Stretch[]> {
  const watches = await session.query<{ from: number; to: number }>(
    sql`SELECT started AS "from", ended AS "to" FROM watch WHERE ended >= ${from} ORDER BY started`,
  );
  const gaps = await session.query<EventGap>(
    sql`SELECT started AS "from", ended AS "to", reason FROM gap WHERE ended IS NULL OR ended >= ${from} ORDER BY started`,
  );
  return unwatchedIn(gaps.rows, watches.rows, from, now);
}
