import type { StatusView } from '@/lib/api/page-views';
import type { WorkerView } from '@/lib/cluster/worker';

export type CheckName =
  | 'feed'
  | 'broker'
  | 'access'
  | 'events'
  | 'lag'
  | 'loss'
  | 'malformed'
  | 'gaps'
  | 'pressure'
  | 'clocks'
  | 'silent'
  | 'sentEvents'
  | 'store'
  | 'room'
  | 'collector';

/** `unknown`: not enough was seen to say. */
export type CheckResult = 'ok' | 'warning' | 'failed' | 'unknown';

export interface Check {
  readonly name: CheckName;
  readonly result: CheckResult;
  readonly values: Readonly<Record<string, number>>;
}

const LAG_SECONDS = 2;
const LATE_SECONDS = 5;
const DRIFT_SECONDS = 1;
const LOSS_SHARE = 0.001;
const BACKLOG = 50_000;
const LOOP_MS = 200;
const FULL_SHARE = 0.9;
const GAP_SECONDS = 3600;

/** "Is the dashboard right?": what it would have to know for its numbers to be true, and whether it does. */
export function selfChecks(status: StatusView, workers: readonly WorkerView[], now: number): readonly Check[] {
  const { broker, collector, store } = status;
  const age = now - status.at;
  const drift = largestDrift(workers);
  const gaps = collector.gaps.filter((gap) => status.at - (gap.to ?? status.at) < GAP_SECONDS).length;
  const lossShare = collector.eventsLost === null ? null : collector.eventsLost / Math.max(1, collector.eventsReceived);
  const limits = Object.keys(broker.limits).length;
  return [
    check('feed', age <= LATE_SECONDS ? 'ok' : 'failed', { ageSeconds: Math.max(0, Math.round(age)) }),
    check('broker', broker.state === 'connected' || broker.state === 'ended' ? 'ok' : 'failed'),
    check('access', limits === 0 ? 'ok' : 'warning', { count: limits }),
    check('events', collector.eventsReceived > 0 ? 'ok' : 'unknown', { perSecond: collector.eventsPerSecond }),
    check('lag', measured(collector.lagSeconds, LAG_SECONDS), { lagSeconds: Math.max(0, collector.lagSeconds ?? 0) }),
    check('loss', measured(lossShare, LOSS_SHARE), { count: collector.eventsLost ?? 0 }),
    check('malformed', collector.eventsMalformed === 0 ? 'ok' : 'warning', { count: collector.eventsMalformed }),
    check('gaps', gaps === 0 ? 'ok' : 'warning', { count: gaps }),
    check('pressure', pressure(status), { count: leftOut(collector) }),
    check('clocks', measured(drift, DRIFT_SECONDS), { driftSeconds: drift ?? 0 }),
    check('silent', silence(status), { count: collector.silentWorkers.length }),
    check('sentEvents', collector.sentEvents === null ? 'unknown' : collector.sentEvents ? 'ok' : 'warning'),
    check('store', collector.storeError === null ? (collector.storeBacklog > BACKLOG ? 'warning' : 'ok') : 'failed', {
      count: collector.storeBacklog,
    }),
    check('room', store.maxTasks > 0 && store.tasks / store.maxTasks > FULL_SHARE ? 'warning' : 'ok', {
      tasks: store.tasks,
      maxTasks: store.maxTasks,
    }),
    check('collector', collector.eventLoopLagMs > LOOP_MS ? 'warning' : 'ok', {
      loopSeconds: collector.eventLoopLagMs / 1000,
    }),
  ];
}

function check(name: CheckName, result: CheckResult, values: Check['values'] = {}): Check {
  return { name, result, values };
}

function measured(value: number | null, limit: number): CheckResult {
  if (value === null) return 'unknown';
  return value > limit ? 'warning' : 'ok';
}

function silence({ collector }: StatusView): CheckResult {
  if (collector.workersUp === 0) return 'unknown';
  return collector.silentWorkers.length === 0 ? 'ok' : 'warning';
}

/** Ended tasks that are gone for good are a fault; all else that was left out is known to be missing. */
function pressure({ collector }: StatusView): CheckResult {
  if (collector.pressure.dropped.tasks > 0) return 'failed';
  return collector.pressure.shedding === 'nothing' && leftOut(collector) === 0 ? 'ok' : 'warning';
}

function leftOut({ pressure: { dropped, badRows } }: StatusView['collector']): number {
  return Object.values(dropped).reduce((sum, count) => sum + count, badRows);
}

/** Of the workers that are up; null when no clock was compared. */
export function largestDrift(workers: readonly WorkerView[]): number | null {
  const drifts = workers
    .filter((worker) => worker.status !== 'gone')
    .map((worker) => worker.clockDriftSeconds)
    .filter((drift) => drift !== null);
  return drifts.length === 0 ? null : Math.max(...drifts.map(Math.abs));
}

/** The verdict over all checks: the worst that is known. */
export function worstResult(checks: readonly Check[]): 'ok' | 'warning' | 'failed' {
  if (checks.some(({ result }) => result === 'failed')) return 'failed';
  return checks.some(({ result }) => result === 'warning') ? 'warning' : 'ok';
}
