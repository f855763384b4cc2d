import type { WorkerView } from '../cluster/worker';
import { message } from '../i18n/message';
import { problemOf, type Detector, type DetectorInput } from './detector';
import type { Observation, Subject } from './finding';

const NAME = 'clock-drift';
const DRIFT_SECONDS = 10;
const COMPARED_WORKERS = 3;
const OWN_LAG_SECONDS = 2;

/** A worker whose clock is not ours: its etas, expiries and times are off by as much. */
export const clockDrift: Detector = {
  name: NAME,
  confirmSeconds: 15,
  closeSeconds: 15,
  observe(input) {
    const isOwnLagKnown = (input.streamLagSeconds ?? Number.POSITIVE_INFINITY) < OWN_LAG_SECONDS;
    return input.live.flatMap((worker) => {
      const drift = worker.clockDriftSeconds;
      if (drift === null || worker.status === 'unknown' || Math.abs(drift) < DRIFT_SECONDS) return [];
      // Two workers and fewer do not tell whether it is we who are late.
      if (drift > 0 && input.live.length < COMPARED_WORKERS && !isOwnLagKnown) return [];
      return [observationOf(input, worker, drift)];
    });
  },
};

function observationOf({ now, live }: DetectorInput, worker: WorkerView, drift: number): Observation {
  const { hostname } = worker;
  const subject: Subject = { kind: 'worker', id: hostname };
  const values = { worker: hostname, driftSeconds: Math.abs(drift), way: drift > 0 ? 'behind' : 'ahead' };
  const others = live.filter((other) => other !== worker && other.clockDriftSeconds !== null);
  const most = Math.max(0, ...others.map(({ clockDriftSeconds }) => Math.abs(clockDriftSeconds ?? 0)));
  return {
    ...problemOf(NAME, subject),
    severity: 'warning',
    related: [],
    sentence: message(`findings.${NAME}.sentence`, values),
    evidence: [
      { claim: message(`findings.${NAME}.beats`, values), source: 'worker events', at: worker.lastHeartbeatAt ?? now },
      {
        claim: message(`findings.${NAME}.others`, { count: others.length, mostSeconds: most }),
        source: 'worker events',
        at: now,
      },
    ],
    advice: { text: message(`findings.${NAME}.advice`, values), setting: 'timedatectl set-ntp true' },
    figure: null,
    since: worker.firstSeenAt,
  };
}
