import type { TimelineEntry } from '@/lib/api/views';
import type { Action } from '@/lib/cluster/action';
import type { EventGap } from '@/lib/cluster/cluster-status';
import type { Task } from '@/lib/cluster/task';
import type { Finding } from '@/lib/detectors/finding';
import type { SeriesMinute } from '@/lib/metrics/series';
import { StoreError, type StoreBatch, type StoreWriter } from '../store/store';

/** What waits for a store that can't be written is bounded: beyond these, timeline entries and depth samples go first. */
const MAX_PENDING_TIMELINE = 50_000;
const MAX_PENDING_DEPTH = 20_000;
const MAX_PENDING_TASKS = 300_000;
const RETRY_AFTER_FAILURE_SECONDS = 2;

export interface Flusher {
  task(task: Task): void;
  timeline(uuid: string, entry: TimelineEntry): void;
  series(minute: SeriesMinute): void;
  depth(sample: StoreBatch['depth'][number]): void;
  finding(finding: Finding): void;
  action(action: Action): void;
  gap(gap: EventGap): void;
  /** Writes everything that waits, in one transaction; true when something was written. */
  flush(now: number): boolean;
  /** Pending task rows, not written yet. */
  readonly backlog: number;
  /** The last write's failure in one line; null after a good one. */
  readonly error: string | null;
  /** Rises with each write, and with each write of an action or a finding. */
  readonly storeRevision: number;
  readonly logRevision: number;
  /** Entries that were given up while the store could not be written. */
  readonly dropped: number;
  /** A task that waits to be written. */
  pendingTask(uuid: string): Task | null;
}

export function createFlusher(store: StoreWriter): Flusher {
  const tasks = new Map<string, Task>();
  const series = new Map<string, SeriesMinute>();
  const findings = new Map<string, Finding>();
  let timeline: { uuid: string; entry: TimelineEntry }[] = [];
  let depth: StoreBatch['depth'][number][] = [];
  let actions: Action[] = [];
  let gaps: EventGap[] = [];
  let error: string | null = null;
  let notBefore = 0;
  let storeRevision = 0;
  let logRevision = 0;
  let dropped = 0;

  const hasWork = (): boolean =>
    tasks.size + series.size + findings.size + timeline.length + depth.length + actions.length + gaps.length > 0;

  const bound = (): void => {
    if (timeline.length > MAX_PENDING_TIMELINE) {
      dropped += timeline.length - MAX_PENDING_TIMELINE;
      timeline = timeline.slice(-MAX_PENDING_TIMELINE);
    }
    if (depth.length > MAX_PENDING_DEPTH) {
      dropped += depth.length - MAX_PENDING_DEPTH;
      depth = depth.slice(-MAX_PENDING_DEPTH);
    }
    // The oldest rows go; only a store that failed for hundreds of thousands of tasks comes here.
    for (const uuid of tasks.keys()) {
      if (tasks.size <= MAX_PENDING_TASKS) break;
      tasks.delete(uuid);
      dropped += 1;
    }
  };

  const clear = (): void => {
    tasks.clear();
    series.clear();
    findings.clear();
    timeline = [];
    depth = [];
    actions = [];
    gaps = [];
  };

  return {
    task: (task) => void tasks.set(task.uuid, task),
    timeline: (uuid, entry) => void timeline.push({ uuid, entry }),
    series: (minute) =>
      void series.set(JSON.stringify([minute.minute, minute.name, minute.queue, minute.worker]), minute),
    depth: (sample) => void depth.push(sample),
    finding: (finding) => void findings.set(finding.id, finding),
    action: (action) => void actions.push(action),
    gap: (gap) => void gaps.push(gap),
    flush(now) {
      if (!hasWork() || now < notBefore) return false;
      const logged = actions.length + findings.size > 0;
      try {
        store.write({
          tasks: [...tasks.values()],
          timeline,
          series: [...series.values()],
          depth,
          findings: [...findings.values()],
          actions,
          gaps,
        });
      } catch (failure) {
        if (!(failure instanceof StoreError)) throw failure;
        error = failure.message;
        notBefore = now + RETRY_AFTER_FAILURE_SECONDS;
        bound();
        return false;
      }
      clear();
      error = null;
      storeRevision += 1;
      if (logged) logRevision += 1;
      return true;
    },
    pendingTask: (uuid) => tasks.get(uuid) ?? null,
    get backlog() {
      return tasks.size;
    },
    get error() {
      return error;
    },
    get storeRevision() {
      return storeRevision;
    },
    get logRevision() {
      return logRevision;
    },
    get dropped() {
      return dropped;
    },
  };
}
