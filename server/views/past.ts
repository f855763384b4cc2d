import { MAX_PAST_ROWS } from '@/lib/api/limits';
import type { PastQueue, PastView, PastWorker } from '@/lib/api/past-view';
import type { WorkerView } from '@/lib/cluster/worker';
import type { StoredPast } from '../store/store';
import { byName } from './by-name';
import { clusterOf, ViewFault, type ViewSource } from './view';

/** Samples of queue depth are kept minute by minute for so long (server/store/sqlite/pruner.ts). */
const SAMPLES_KEPT_SECONDS = 26 * 3_600;

/** The cluster at a second in the past: who ran what, what waited where. What is not known says why. */
export async function pastView(source: ViewSource, at: number): Promise<PastView> {
  const { workers, stats } = clusterOf(source);
  const now = source.now();
  if (at > now) throw new ViewFault('bad_time', 'time: it lies in the future.', 400, { field: 'time' });
  const stored = await source.reader().past(at, MAX_PAST_ROWS);
  const { totals, running, reserved, scheduled, waiting } = stored;
  return {
    at,
    oldestAt: stored.oldestAt,
    unknown: unknownOf(stored, at),
    totals: { ...totals, waiting: stats.sentEvents === false ? null : totals.waiting },
    running,
    reserved,
    scheduled,
    waiting,
    workers: workersAt(stored, [...workers.values()], at, now),
    queues: queuesAt(stored, at, now, stats.sentEvents !== false),
  };
}

function unknownOf({ oldestAt, isWhole, watched }: StoredPast, at: number): PastView['unknown'] {
  if (oldestAt === null || at < oldestAt) return 'before_history';
  if (!watched) return 'not_watched';
  return isWhole ? null : 'too_many';
}

function workersAt(stored: StoredPast, present: readonly WorkerView[], at: number, now: number): readonly PastWorker[] {
  // A process that runs since before then is the same one, with the same settings as far as it told no others.
  const same = new Map(
    present
      .filter(({ uptimeSeconds, status }) => uptimeSeconds !== null && status !== 'gone' && now - uptimeSeconds <= at)
      .map((worker) => [worker.hostname, worker]),
  );
  const held = new Map(stored.heldBy.map((entry) => [entry.worker, entry]));
  const signs = new Map(stored.finished.map((entry) => [entry.worker, entry]));
  const names = new Set([...same.keys(), ...held.keys(), ...signs.keys()]);
  return [...names].sort(byName((name) => name)).map((hostname) => {
    const { running = 0, reserved = 0, scheduled = 0 } = held.get(hostname) ?? {};
    const worker = same.get(hostname);
    const sign = signs.get(hostname);
    const wasThere = worker !== undefined || (sign?.before === true && sign.after);
    return {
      hostname,
      status: running > 0 ? 'working' : wasThere ? 'idle' : 'unknown',
      running,
      reserved,
      scheduled,
      concurrency: worker?.concurrency ?? null,
      queues: worker?.queues ?? null,
      unknown: {
        ...(running === 0 && !wasThere ? { status: 'heartbeats_not_kept' as const } : {}),
        ...(worker === undefined
          ? { concurrency: 'settings_not_kept' as const, queues: 'settings_not_kept' as const }
          : {}),
      },
    };
  });
}

function queuesAt(stored: StoredPast, at: number, now: number, sentEvents: boolean): readonly PastQueue[] {
  const samples = new Map(stored.depth.map((sample) => [sample.queue, sample]));
  const waiting = new Map(stored.waitingIn.flatMap(({ queue, ...entry }) => (queue === null ? [] : [[queue, entry]])));
  const names = new Set([...samples.keys(), ...waiting.keys()]);
  const missing = at < now - SAMPLES_KEPT_SECONDS ? 'samples_dropped' : 'no_sample';
  return [...names].sort(byName((name) => name)).map((name) => {
    const sample = samples.get(name);
    const entry = waiting.get(name);
    const lanes = sample?.ready ?? null;
    return {
      name,
      ready: lanes === null ? null : Object.values(lanes).reduce((sum, count) => sum + count, 0),
      readyByPriority: lanes,
      unacked: sample?.unacked ?? null,
      sampledAt: sample?.at ?? null,
      waiting: sentEvents ? (entry?.count ?? 0) : null,
      oldestAgeSeconds: entry === undefined ? null : at - entry.since,
      unknown: {
        ...(lanes === null ? { ready: missing } : {}),
        ...((sample?.unacked ?? null) === null
          ? { unacked: sample === undefined ? missing : 'broker_cannot_say' }
          : {}),
        ...(sentEvents ? {} : { waiting: 'no_sent_events' as const }),
      },
    };
  });
}
