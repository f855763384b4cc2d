import { z } from 'zod';
import type { Finding } from '@/lib/detectors/finding';
import type { ClusterChange } from '../cluster-mirror';

/** What web shows of the collector's own settings. */
export interface CollectorFacts {
  readonly version: string;
  readonly maxTasks: number;
  readonly retentionSeconds: number;
}

/** A part of what changed since the frame before. */
export interface ShareFrame {
  /** The run of the collector that sends it. */
  readonly from: string;
  /** Rises from each collector to the one that takes over. */
  readonly term: number;
  /** Rises by one. */
  readonly seq: number;
  /** The first part of everything, for those who have nothing yet. */
  readonly whole: boolean;
  /** The next part follows at once; what is shown should wait for it. */
  readonly more: boolean;
  readonly facts: CollectorFacts;
  /** Findings are null when they are those of the frame before. */
  readonly change: Omit<ClusterChange, 'findings'> & { readonly findings: readonly Finding[] | null };
}

const list = z.array(z.unknown());
/** The envelope only: what is said of the cluster is taken as it is. */
export const Frame = z.object({
  from: z.string().min(1).max(64),
  term: z.number(),
  seq: z.int(),
  whole: z.boolean(),
  more: z.boolean(),
  facts: z.object({ version: z.string().max(100), maxTasks: z.number(), retentionSeconds: z.number() }),
  change: z.looseObject({
    at: z.number(),
    broker: z.looseObject({ state: z.string() }),
    stats: z.looseObject({ startedAt: z.number() }),
    workers: list,
    removedWorkers: z.array(z.string()),
    queues: list,
    removedQueues: z.array(z.string()),
    revoked: list.nullable(),
    findings: list.nullable(),
    storeRevision: z.number(),
    logRevision: z.number(),
  }),
});
