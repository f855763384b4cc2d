import type { Cluster } from '@/lib/cluster/cluster';
import { createPeriodicLog } from '@/lib/cluster/periodic';
import type { Task } from '@/lib/cluster/task';
import type { Sight } from '@/lib/detectors/detector';
import { createRunTimes } from '@/lib/metrics/run-times';

/** The schedule that workers tell changes when they are deployed. */
const LEARN_SECONDS = 10;

export interface LearningParts {
  readonly cluster: Cluster;
  readonly liveWorkers: () => readonly string[];
}

export interface Learning {
  appeared(task: Task, at: number): void;
  ended(task: Task): void;
  /** What detectors need of it. */
  told(now: number): Pick<Sight, 'usual' | 'periodic'>;
}

/** What only time teaches: how long tasks of a type usually run, and what beat sends when. */
export function createLearning({ cluster, liveWorkers }: LearningParts): Learning {
  const runTimes = createRunTimes();
  const periodic = createPeriodicLog();
  let learnedAt = 0;
  return {
    appeared: (task, at) => periodic.seen(task, at),
    ended: (task) => runTimes.add(task),
    told(now) {
      if (Math.abs(now - learnedAt) >= LEARN_SECONDS) {
        learnedAt = now;
        periodic.learn(liveWorkers().flatMap((hostname) => cluster.workers.get(hostname) ?? []));
      }
      return { usual: (name) => runTimes.of(name), periodic: periodic.list() };
    },
  };
}
