import type { TaskRow } from '@/lib/api/views';
import { waitSeconds } from '@/lib/cluster/task';
import { raw, sql } from '../sql/fragment';
import type { Answering } from './answering';
import { storedSubject } from './log-writer';
import type { NamesReader } from './names-reader';
import { isAnyOf } from './values';

interface StoredRow {
  readonly uid: string;
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
  readonly error: string | null;
  readonly result: string | null;
}

const TEXTS = ['args', 'kwargs', 'error', 'result'];
const COLUMNS = `t.uid, t.state, t.name, t.queue, t.worker, t.retries, t.priority, t.deliveries, t.updated, t.sent,
  t.received, t.started, t.ended, t.eta, t.runtime`;
const SELECT = {
  excerpts: raw(`SELECT ${COLUMNS}, ${TEXTS.map((text) => `left(t.${text}, 200) AS ${text}`).join(', ')} FROM task t`),
  whole: raw(`SELECT ${COLUMNS}, ${TEXTS.map((text) => `t.${text}`).join(', ')} FROM task t`),
};

/**
 * Rows of lists with the names of the findings about them, in the order of `uids`; what was removed meanwhile is left out.
 * Lists show the beginning of texts, exports all. `days` are those that the tasks stand in, where that is known.
 */
export async function rowsOf(
  { session, names }: Pick<Answering, 'session' | 'names'>,
  uids: readonly string[],
  options: { readonly texts?: 'excerpts' | 'whole'; readonly days?: readonly number[] } = {},
): Promise<readonly TaskRow[]> {
  if (uids.length === 0) return [];
  const days = [...new Set(options.days)];
  const inDays = days.length === 0 ? raw('') : raw(`AND t.day IN (${days.join(', ')})`);
  const { rows } = await session.query<StoredRow>(
    sql`${SELECT[options.texts ?? 'excerpts']} WHERE ${isAnyOf('t.uid', 'text', uids)} ${inDays}`,
  );
  const found = await session.query<{ subject: string; detector: string }>(
    sql`SELECT DISTINCT s.subject, f.detector FROM finding_subject s JOIN finding f ON f.row = s.finding
        WHERE s.kind = 'task' AND ${isAnyOf('s.subject', 'text', uids.map(storedSubject))}`,
  );
  const findings = Map.groupBy(found.rows, ({ subject }) => subject);
  const known = new Map(rows.map((stored) => [stored.uid, stored]));
  return uids.flatMap((uid) => {
    const stored = known.get(uid);
    if (stored === undefined) return [];
    const about = (findings.get(storedSubject(uid)) ?? []).map(({ detector }) => detector);
    return [{ ...toRow(stored, names), findings: about }];
  });
}

function toRow(stored: StoredRow, names: NamesReader): TaskRow {
  const { retries, eta } = stored;
  const times = { sentAt: stored.sent, receivedAt: stored.received, startedAt: stored.started, eta, retries };
  return {
    uuid: stored.uid,
    name: names.value(stored.name),
    state: names.value(stored.state) ?? 'UNKNOWN',
    queue: names.value(stored.queue),
    worker: names.value(stored.worker),
    ...times,
    endedAt: stored.ended,
    updatedAt: stored.updated,
    priority: stored.priority,
    waitSeconds: waitSeconds(times),
    runtimeSeconds: stored.runtime,
    args: stored.args,
    kwargs: stored.kwargs,
    exception: stored.error,
    result: stored.result,
    deliveries: stored.deliveries,
    findings: [],
  };
}
