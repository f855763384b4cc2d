import type { ClusterChange, ClusterSnapshot } from '../cluster-mirror';
import type { ShareFrame } from './share-frame';

/** Workers, and queues, of one part: it stays below two megabytes. */
const MAX_ITEMS = 1_000;

export interface FramePart {
  readonly whole: boolean;
  readonly more: boolean;
  readonly change: ShareFrame['change'];
}

/**
 * Makes the parts of the next frame: what differs from what was sent last, whenever that was. Who sends less often sends
 * less. What did not change is the same object in both snapshots.
 */
export class FrameDiff {
  #sent: Pick<ClusterSnapshot, 'workers' | 'queues' | 'revoked'> | null = null;
  #findings = '';

  /** The next frame holds everything. */
  forget(): void {
    this.#sent = null;
  }

  next(cluster: ClusterSnapshot): FramePart[] {
    const before = this.#sent;
    const workers = changesOf(before?.workers, cluster.workers);
    const queues = changesOf(before?.queues, cluster.queues);
    const findings = JSON.stringify(cluster.findings);
    const newFindings = before === null || findings !== this.#findings ? cluster.findings : null;
    this.#sent = cluster;
    this.#findings = findings;
    const revoked = before?.revoked === cluster.revoked ? null : [...cluster.revoked];
    const count = Math.max(1, Math.ceil(Math.max(workers.changed.length, queues.changed.length) / MAX_ITEMS));
    return Array.from({ length: count }, (_, index) => ({
      whole: before === null && index === 0,
      more: index < count - 1,
      change: {
        at: cluster.at,
        broker: cluster.broker,
        stats: cluster.stats,
        workers: partOf(workers.changed, index),
        removedWorkers: index === 0 ? workers.removed : [],
        queues: partOf(queues.changed, index),
        removedQueues: index === 0 ? queues.removed : [],
        revoked: index === 0 ? revoked : null,
        findings: index === 0 ? newFindings : null,
        storeRevision: cluster.revisions.store,
        logRevision: cluster.revisions.log,
      },
    }));
  }
}

/** One frame of its parts. `known` stands for findings that were not sent again. */
export function joinParts(parts: readonly ShareFrame[], known: ClusterChange['findings']): ClusterChange | null {
  const last = parts.at(-1);
  if (last === undefined) return null;
  return {
    ...last.change,
    workers: parts.flatMap(({ change }) => change.workers),
    removedWorkers: parts.flatMap(({ change }) => change.removedWorkers),
    queues: parts.flatMap(({ change }) => change.queues),
    removedQueues: parts.flatMap(({ change }) => change.removedQueues),
    revoked: parts.find(({ change }) => change.revoked !== null)?.change.revoked ?? null,
    findings: parts.find(({ change }) => change.findings !== null)?.change.findings ?? known,
  };
}

function changesOf<T>(
  before: ReadonlyMap<string, T> | undefined,
  now: ReadonlyMap<string, T>,
): { readonly changed: readonly T[]; readonly removed: readonly string[] } {
  if (before === now) return { changed: [], removed: [] };
  const changed = [...now].filter(([key, item]) => before?.get(key) !== item).map(([, item]) => item);
  const removed = before === undefined ? [] : [...before.keys()].filter((key) => !now.has(key));
  return { changed, removed };
}

function partOf<T>(items: readonly T[], index: number): readonly T[] {
  return items.slice(index * MAX_ITEMS, (index + 1) * MAX_ITEMS);
}
