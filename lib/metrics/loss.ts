import type { CeleryEvent } from '../celery/event';

/** Hostnames come from events: beyond this many, the one met first is let go, with its count kept. */
const MAX_METERS = 5000;

interface Meter {
  pid: number | null;
  /** `processed` of the heartbeat from which we count; null until task events were seen. */
  base: number | null;
  /** `processed` of the newest but one and the newest heartbeat. */
  before: number | null;
  newest: number | null;
  started: number;
  /** The most that any heartbeat showed: what is lost stays lost, and starts since a heartbeat make up for nothing. */
  most: number;
  /** Lost in earlier lives of the process. */
  settled: number;
}

export interface LossMeter {
  add(event: CeleryEvent): void;
  /** Events of started tasks that never arrived; null until one worker's counters could be compared. */
  lost(): number | null;
  lostOf(hostname: string): number | null;
  /** Events of started tasks that arrived while losses could be told. */
  seen(): number;
}

/**
 * Measures lost events: a heartbeat's `processed` counts the tasks that the worker started since it started; fewer
 * `task-started` seen means that some were lost. It compares with the heartbeat before the newest, because
 * `task-started` is buffered by the worker (`task.multi`) and may arrive after the heartbeat that counts it.
 */
export function createLossMeter(): LossMeter {
  const meters = new Map<string, Meter>();
  /** Lost by workers that were let go; null while none of them could tell. */
  let former: number | null = null;
  let seen = 0;

  const of = (meter: Meter): number | null => {
    if (meter.base === null || meter.before === null) return meter.settled > 0 ? meter.settled : null;
    return meter.settled + meter.most;
  };

  const heartbeat = (meter: Meter, pid: number | null, processed: number): void => {
    if (meter.pid !== pid || (meter.newest !== null && processed < meter.newest)) {
      meter.settled = of(meter) ?? 0;
      meter.pid = pid;
      meter.base = null;
      meter.newest = null;
      meter.started = 0;
      meter.most = 0;
    }
    meter.before = meter.newest;
    meter.newest = processed;
    if (meter.base !== null && meter.before !== null)
      meter.most = Math.max(meter.most, meter.before - meter.base - meter.started);
  };

  const letGoOne = (): void => {
    const [first] = meters;
    if (first === undefined) return;
    meters.delete(first[0]);
    const lost = of(first[1]);
    if (lost !== null) former = (former ?? 0) + lost;
  };

  return {
    add(event) {
      if (event.kind === 'custom' || (event.kind === 'task' && event.type !== 'task-started')) return;
      const meter = meters.get(event.hostname) ?? {
        pid: event.pid,
        base: null,
        before: null,
        newest: null,
        started: 0,
        most: 0,
        settled: 0,
      };
      if (!meters.has(event.hostname) && meters.size >= MAX_METERS) letGoOne();
      meters.set(event.hostname, meter);
      if (event.kind === 'worker') {
        if (event.processed !== null) heartbeat(meter, event.pid, event.processed);
        return;
      }
      // The first start that we see may already be in the newest heartbeat: count from the heartbeat on, without it.
      if (meter.base === null) {
        if (meter.newest === null) return;
        meter.base = meter.newest;
        meter.started = 0;
        meter.before = null;
      }
      meter.started += 1;
      seen += 1;
    },
    lost() {
      const known = [former, ...[...meters.values()].map(of)].filter((lost) => lost !== null);
      return known.length === 0 ? null : known.reduce((sum, lost) => sum + lost, 0);
    },
    lostOf(hostname) {
      const meter = meters.get(hostname);
      return meter === undefined ? null : of(meter);
    },
    seen: () => seen,
  };
}
