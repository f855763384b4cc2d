import type { z } from 'zod';
import type { Access } from '@/lib/access/access';
import type { WorkerChange } from '@/lib/api/marks-view';
import type { ClusterLink } from '@/lib/api/page-views';
import type { ViewName, Views } from '@/lib/feed/protocol';
import type { SignedInBy } from '../access/identity';
import type { ClusterSnapshot } from '../cluster-mirror';
import type { CollectorClient } from '../collector-client';
import type { StoreReader } from '../store/store';
import type { TaskListParams } from './params';

/** Who looks, as far as an answer depends on it. */
export interface Viewer {
  readonly name: string;
  readonly canControl: boolean;
  readonly access: Access;
  readonly by: SignedInBy;
  /** What vouches for a session: `password`, or the provider. */
  readonly method?: string;
}

/** Where the answers come from. */
export interface ViewSource {
  readonly version: string;
  /** Where the history is kept, for the System page. */
  readonly storePath: string;
  readonly limits: () => { readonly maxTasks: number; readonly retentionSeconds: number };
  readonly collector: CollectorClient;
  /** Throws a ViewFault before the collector has opened the store. */
  readonly reader: () => StoreReader;
  /** Counting a large store takes time, so this may be some seconds old. */
  readonly storeSize: () => ReturnType<StoreReader['size']>;
  /** Many pages ask for the same ones every few seconds: they share an answer. */
  readonly facets: (params: TaskListParams) => ReturnType<StoreReader['facets']>;
  readonly countsByState: () => ReturnType<StoreReader['countsByState']>;
  /** Starts and stops of workers that were seen since this process runs. */
  readonly workerChanges: () => readonly WorkerChange[];
  /** All that this process watches; none where it is one. */
  readonly clusters: () => readonly ClusterLink[];
  readonly now: () => number;
}

/** What an answer is made of: `clock` stands for windows of time that move on by themselves. */
export type ViewInput = 'frame' | 'store' | 'log' | 'clock';

/** One answer of the server, the same for the live feed and for REST. */
export interface View<N extends ViewName, P> {
  readonly name: N;
  readonly params: z.ZodType<P, Record<string, string>>;
  readonly inputs: readonly ViewInput[];
  /** The answer names who asks: it is shared only among connections of the same user. */
  readonly personal?: boolean;
  readonly compute: (source: ViewSource, params: P, viewer: Viewer) => Views[N]['value'] | Promise<Views[N]['value']>;
}

/** A question that can't be answered: bad parameters (400), or too early (503). */
export class ViewFault extends Error {
  override readonly name = 'ViewFault';
  constructor(
    readonly code: string,
    message: string,
    readonly status: 400 | 403 | 503,
    /** What else helps: where in the filter the error is, what could stand there. */
    readonly extra: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}

export function clusterOf(source: ViewSource): ClusterSnapshot {
  const { cluster } = source.collector;
  if (cluster === null) throw starting(source.collector);
  return cluster;
}

export function starting({ absence }: Pick<CollectorClient, 'absence'>): ViewFault {
  if (absence !== null) return new ViewFault('no_collector', absence.text, 503);
  return new ViewFault('starting', 'The collector is starting; its first reading is on its way.', 503);
}
