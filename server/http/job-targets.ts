import { z } from 'zod';
import { MOST_TARGETS, type JobAction, type JobScope } from '@/lib/jobs/job';
import type { TaskQuery } from '@/lib/query/task-query';
import { retryRefusal, revokeRefusal, type Refusal } from '@/lib/tasks/task-actions';
import { mayRun } from '@/lib/tasks/revoke-words';
import { toTaskQuery } from '../views/params';
import type { Selection } from './control-bodies';
import type { Services } from './endpoint';
import { HttpProblem } from './problem';

/** What a bulk action would be for, at one moment. */
export interface JobTargets {
  readonly scope: JobScope;
  /** The newest first; never more than a job may have. */
  readonly uuids: readonly string[];
  /** All that match. */
  readonly total: number;
  readonly eligible: number;
  /** Of those that take part, how many run. */
  readonly running: number;
  readonly refused: readonly { readonly reason: TargetRefusal; readonly count: number }[];
}

type TargetRefusal = Refusal | 'unknown' | 'over-cap';

export type JobSelection = Pick<Selection, 'uuids' | 'q' | 'from' | 'to'>;

const ROWS_A_QUESTION = 500;
const MAY_ACT = { canControl: true, connected: true };
const Line = z.tuple([z.string(), z.string()]);

/** Finds all of them, however long that takes, and says who takes part; a HttpProblem where nothing was selected. */
export async function findTargets(
  action: JobAction,
  selection: JobSelection,
  services: Pick<Services, 'reader' | 'now'>,
): Promise<JobTargets> {
  const { uuids } = selection;
  const { query, scope } = uuids === undefined ? frozen(selection, services.now()) : { query: null, scope: NAMED };
  const found = query === null ? named([...new Set(uuids)], services) : matching(query, services);
  const refusalOf = action === 'revoke' ? revokeRefusal : retryRefusal;
  const refused = new Map<TargetRefusal, number>();
  const kept: string[] = [];
  let [total, eligible, running] = [0, 0, 0];
  for await (const [uuid, state] of found) {
    total += 1;
    const isOver = kept.length >= MOST_TARGETS;
    if (!isOver) kept.push(uuid);
    const reason = isOver ? 'over-cap' : state === null ? 'unknown' : refusalOf(state, MAY_ACT);
    if (reason !== null) refused.set(reason, (refused.get(reason) ?? 0) + 1);
    else {
      eligible += 1;
      if (action === 'revoke' && state !== null && mayRun(state)) running += 1;
    }
  }
  const counts = [...refused].map(([reason, count]) => ({ reason, count }));
  return { scope, uuids: kept, total, eligible, running, refused: counts.sort((a, b) => b.count - a.count) };
}

const NAMED: JobScope = { kind: 'named' };

/** What comes after now does not take part: an open end would take in what arrives while this runs. */
function frozen({ q, from, to }: JobSelection, now: number): { query: TaskQuery; scope: JobScope } {
  if (q === undefined && from === undefined && to === undefined)
    throw new HttpProblem(400, 'selection_missing', 'Give uuids, or a filter as q, from and to.');
  const parsed = toTaskQuery({ q, from, to }, now);
  const query = { ...parsed, to: parsed.to ?? now };
  return { query, scope: { kind: 'filter', q: query.q, from: query.from, to: query.to } };
}

type Found = AsyncGenerator<readonly [uuid: string, state: string | null]>;

async function* matching(query: TaskQuery, { reader }: Pick<Services, 'reader'>): Found {
  for await (const part of reader().export(query, 'targets'))
    for (const line of new TextDecoder().decode(part).split('\n')) if (line !== '') yield Line.parse(JSON.parse(line));
}

async function* named(uuids: readonly string[], { reader }: Pick<Services, 'reader'>): Found {
  for (let at = 0; at < uuids.length; at += ROWS_A_QUESTION) {
    const some = uuids.slice(at, at + ROWS_A_QUESTION);
    const states = new Map((await reader().rowsOf(some)).map((row) => [row.uuid, row.state]));
    for (const uuid of some) yield [uuid, states.get(uuid) ?? null];
  }
}
