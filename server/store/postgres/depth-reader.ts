import { sql } from '../sql/fragment';
import type { Answering } from './answering';

/** Samples of a queue's depth of these minutes, in order. */
export async function depthSamples(
  { session, names }: Answering,
  queue: string,
  first: number,
  end: number,
): Promise<readonly { readonly at: number; readonly ready: string | null; readonly unacked: number | null }[]> {
  const id = names.id('queue', queue);
  if (id === null) return [];
  const { rows } = await session.query<{ at: number; ready: string | null; unacked: number | null }>(
    sql`SELECT at, ready, unacked FROM depth WHERE queue = ${id} AND minute >= ${first} AND minute < ${end} ORDER BY minute`,
  );
  return rows;
}
