import { DEFAULT_VISIBILITY_SECONDS, shortestTimeout } from '../celery/visibility-timeout';
import type { Delivery } from '../cluster/task';
import { abandonedJudge, mayEnd, type Abandoned } from '../detectors/abandoned';
import type { DetectorInput, UnackedSight } from '../detectors/detector';
import { liveHolders } from '../detectors/in-flight';

/**
 * Why it stands so. Held: as `events` or `inspect` told. Abandoned: its worker is gone without a word (`gone-silent`) or
 * said that it leaves (`gone-said`), another process has its name (`replaced`), it connected anew (`dropped`), or all
 * workers answered and none has it (`nobody`). Not known: `just-delivered`, a worker that `leaves` may still end it, its
 * run has `ended` and the acknowledgement is missing, nobody told who took it (`not-told`), `unreadable`.
 */
export type InFlightReason =
  | 'events'
  | 'inspect'
  | 'gone-silent'
  | 'gone-said'
  | 'replaced'
  | 'dropped'
  | 'nobody'
  | 'just-delivered'
  | 'leaves'
  | 'ended'
  | 'not-told'
  | 'unreadable';

export interface Standing {
  readonly standing: 'held' | 'abandoned' | 'unknown';
  readonly reason: InFlightReason;
  /** Who took it last, as far as known. */
  readonly worker: string | null;
  /** What it was doing there. */
  readonly as: 'running' | 'reserved' | 'scheduled' | null;
  /** When the broker gives it out again; the sweep may come later. */
  readonly returnsAt: number;
}

/** A delivered, unacknowledged message (Redis `unacked` / `unacked_index`). */
export interface UnackedEntry extends UnackedSight {
  readonly deliveryTag: string;
  readonly retries: number | null;
}

/** The same, and who has it. */
export interface InFlight extends UnackedEntry, Standing {}

/** What came out of a delivered message a moment ago is still on its way to us. */
const JUST_SECONDS = 10;
/** As long as a silent solo pool counts as there. */
const WATCHED_SECONDS = 900;
/** By then every worker that beats was heard. */
const HEARD_SECONDS = 60;

/** Tells where each delivered message of Redis is, as events and the newest inspect replies tell. */
export function standingJudge(input: DetectorInput): (entry: UnackedSight) => Standing {
  const abandoned = abandonedJudge(input);
  const told = toldHolders(input);
  const timeout = shortestTimeout(input.live)?.seconds ?? DEFAULT_VISIBILITY_SECONDS;
  return (entry) => {
    const returnsAt = entry.deliveredAt + timeout;
    if (entry.uuid === null) return { standing: 'unknown', reason: 'unreadable', worker: null, as: null, returnsAt };
    const task = input.cluster.tasks.get(entry.uuid) ?? null;
    const newest = task?.deliveries.at(-1) ?? null;
    const holder = task === null ? undefined : liveHolders(input, task).at(-1);
    if (holder !== undefined)
      return {
        standing: 'held',
        reason: 'events',
        worker: holder.worker,
        as: placeOf(input, entry, holder),
        returnsAt,
      };
    const named = told.get(entry.uuid);
    if (named !== undefined) return { standing: 'held', reason: 'inspect', ...named, returnsAt };
    const found = abandoned(entry);
    const left = found?.held === 'nobody' && !wouldBeKnown(input, returnsAt) ? null : found;
    const as = newest === null ? null : placeOf(input, entry, newest);
    if (left !== null)
      return {
        standing: 'abandoned',
        reason: leftHow(input, left),
        worker: left.worker,
        as,
        returnsAt: left.dueAt ?? returnsAt,
      };
    return {
      standing: 'unknown',
      reason: unknownWhy(input, entry, newest),
      worker: newest?.worker ?? null,
      as,
      returnsAt,
    };
  };
}

/**
 * That nobody has it says little at first: a busy worker may not have been heard yet, and a solo pool says nothing for as
 * long as a task runs. What is overdue any worker would give out again.
 */
function wouldBeKnown({ now, watchedSince }: DetectorInput, returnsAt: number): boolean {
  const watched = now - watchedSince;
  return watched >= WATCHED_SECONDS || (watched >= HEARD_SECONDS && now > returnsAt);
}

function toldHolders({ live, cluster }: DetectorInput): ReadonlyMap<string, Pick<Standing, 'worker' | 'as'>> {
  const told = new Map<string, Pick<Standing, 'worker' | 'as'>>();
  for (const { hostname: worker } of live) {
    const replies = cluster.workers.get(worker)?.replies;
    for (const { uuid } of replies?.scheduledTasks ?? []) told.set(uuid, { worker, as: 'scheduled' });
    for (const { uuid } of replies?.reservedTasks ?? []) told.set(uuid, { worker, as: 'reserved' });
    for (const { uuid } of replies?.activeTasks ?? []) told.set(uuid, { worker, as: 'running' });
  }
  return told;
}

function placeOf({ now }: DetectorInput, { eta }: UnackedSight, delivery: Delivery): Standing['as'] {
  if (delivery.startedAt !== null) return 'running';
  return eta !== null && eta > now ? 'scheduled' : 'reserved';
}

function leftHow({ workerOf }: DetectorInput, { worker, held }: Abandoned): InFlightReason {
  if (held === 'nobody' || held === 'dropped') return held;
  const view = workerOf(worker ?? '');
  if (view !== undefined && view.status !== 'gone') return 'replaced';
  return view?.statusReason === 'offline-event' ? 'gone-said' : 'gone-silent';
}

function unknownWhy(input: DetectorInput, entry: UnackedSight, newest: Delivery | null): InFlightReason {
  if (input.now - entry.deliveredAt < JUST_SECONDS) return 'just-delivered';
  if (newest === null) return 'not-told';
  if (mayEnd(input, newest)) return 'leaves';
  return newest.outcome === 'SUCCESS' || newest.outcome === 'FAILURE' ? 'ended' : 'not-told';
}
