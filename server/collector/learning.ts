import type { Cluster } from '@/lib/cluster/cluster';
import { createPeriodicLog } from '@/lib/cluster/periodic';
import type { ChordSight } from '@/lib/cluster/results-log';
import type { Task } from '@/lib/cluster/task';
import type { Sight } from '@/lib/detectors/detector';
import { createRunTimes, type LongestRun } from '@/lib/metrics/run-times';
import type { SeriesMinute } from '@/lib/metrics/series';
import type { ResultBackend } from '../backends/backend';
import type { Broker } from '../brokers/broker';
import { createLocksWatch } from './locks-watch';
import { createResultsWatch } from './results-watch';
import { createServerWatch } from './server-watch';

/** The schedule that workers tell changes when they are deployed. */
const LEARN_SECONDS = 10;

export interface LearningParts {
  readonly cluster: Cluster;
  readonly broker: Pick<Broker, 'kind' | 'server' | 'findGroup' | 'findMessage' | 'findNamed' | 'locks'>;
  readonly backend: () => ResultBackend | null;
  readonly isConnected: () => boolean;
  /** Messages that wait in all queues; null when not known. */
  readonly ready: () => number | null;
  readonly task: (uuid: string) => Task | null;
  /** The newest minutes of before. */
  readonly stored: readonly SeriesMinute[];
  /** The longest runs of the last days. */
  readonly longest: readonly LongestRun[];
  readonly liveWorkers: () => readonly string[];
  readonly now: () => number;
}

export interface Learning {
  appeared(task: Task, at: number): void;
  ended(task: Task): void;
  /** What detectors need of it. */
  told(now: number): Pick<Sight, 'usual' | 'periodic' | 'server' | 'results' | 'locks'>;
  /** Chords that wait for their parts, as the result backend tells. */
  chords(): readonly ChordSight[];
  /** Reads the broker's server and the result backend from time to time. */
  run(signal: AbortSignal, failed: (error: unknown) => void): Promise<void>;
}

/** What only time teaches: how long tasks usually run, what beat sends when, and what servers tell of themselves. */
export function createLearning(parts: LearningParts): Learning {
  const { cluster, liveWorkers } = parts;
  const runTimes = createRunTimes(parts.stored, parts.longest);
  const periodic = createPeriodicLog();
  const server = createServerWatch({ ...parts, taken: () => takenBy(cluster, parts.now()) });
  const results = createResultsWatch({
    ...parts,
    isIdle: () => liveWorkers().every((hostname) => (cluster.held.get(hostname)?.runs ?? 0) === 0),
    nameOf: (uuid) => parts.task(uuid)?.name ?? null,
  });
  const locks = createLocksWatch(parts);
  let learnedAt = 0;
  return {
    appeared: (task, at) => periodic.seen(task, at),
    ended: (task) => runTimes.add(task, parts.now()),
    told(now) {
      if (Math.abs(now - learnedAt) >= LEARN_SECONDS) {
        learnedAt = now;
        const redbeat = locks.sight();
        periodic.learn(
          liveWorkers().flatMap((hostname) => cluster.workers.get(hostname) ?? []),
          redbeat === null ? undefined : { entries: redbeat.schedule, at: redbeat.at },
        );
      }
      return {
        usual: (name) => runTimes.of(name),
        periodic: periodic.list(),
        server: server.sight(),
        results: results.sight(),
        locks: locks.sight(),
      };
    },
    chords: () => results.sight()?.chords ?? [],
    async run(signal, failed) {
      await Promise.all([server, results, locks].map((watch) => watch.run(signal, failed)));
    },
  };
}

// The server is read every ten seconds, as long as a bucket is; the last one is still filling.
function takenBy({ held, finished }: Cluster, now: number): number {
  let taken = 0;
  for (const { runs, reserved, scheduled } of held.values()) taken += runs + reserved.size + scheduled.size;
  for (const ring of finished.values())
    taken += ring
      .buckets(now)
      .slice(-2)
      .reduce((sum, count) => sum + count, 0);
  return taken;
}
