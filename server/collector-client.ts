import type { BrokerStatus, CollectorStats } from '@/lib/cluster/cluster-status';
import type { QueueView } from '@/lib/cluster/queue';
import type { WorkerView } from '@/lib/cluster/worker';
import type { Finding } from '@/lib/detectors/finding';
import { maskUrls } from './brokers/broker-url';
import type { CallName, ClusterFrame, CollectorCalls, FromCollector, ToCollector } from './collector/messages';

/** The cluster as the newest frame left it. A new object with every frame; maps of kinds that did not change are kept. */
export interface ClusterSnapshot {
  readonly at: number;
  readonly broker: BrokerStatus;
  readonly stats: CollectorStats;
  readonly workers: ReadonlyMap<string, WorkerView>;
  readonly queues: ReadonlyMap<string, QueueView>;
  /** All open ones. */
  readonly findings: readonly Finding[];
  /** These rise for as long as this process lives, also over a restart of the collector. */
  readonly revisions: { readonly frame: number; readonly store: number; readonly log: number };
}

/** What web needs of the collector. */
export interface CollectorClient {
  /** null until the first frame. */
  readonly cluster: ClusterSnapshot | null;
  call<N extends CallName>(name: N, request: CollectorCalls[N]['request']): Promise<CollectorCalls[N]['response']>;
  /** Calls `listener` after every frame and when the collector is lost; returns what ends that. */
  onChange(listener: () => void): () => void;
}

/** The part of a `worker_threads` Worker that is used. */
export interface CollectorThread {
  postMessage(message: ToCollector): void;
  on(event: 'message', listener: (message: FromCollector) => void): unknown;
  on(event: 'error', listener: (error: unknown) => void): unknown;
  on(event: 'exit', listener: (code: number) => void): unknown;
  terminate(): Promise<unknown>;
}

/** A call that the collector refused or did not answer. */
export class CollectorError extends Error {
  override readonly name = 'CollectorError';
  constructor(
    readonly code: string,
    message: string,
    /** The HTTP status that it becomes. */
    readonly status: number,
  ) {
    super(message);
  }
}

export interface CollectorHost {
  readonly start: () => CollectorThread;
  readonly now: () => number;
  readonly log: (level: 'info' | 'warn' | 'error', text: string) => void;
  /** The collector says that it can't go on: the process should end with this line. */
  readonly fatal: (code: string, text: string) => void;
}

/** Longer than the collector's own limits, so that its own answer comes first. */
const TIMEOUT_MS: Readonly<Record<CallName, number>> = {
  workerDetail: 10_000,
  retryPreview: 20_000,
  retry: 30_000,
  revoke: 20_000,
  enableEvents: 20_000,
  recordRefusal: 5_000,
};
const MAX_RESTART_DELAY_MS = 30_000;
const STEADY_AFTER_SECONDS = 60;
const MAX_PENDING_CALLS = 2_000;

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: CollectorError) => void;
  readonly timer: NodeJS.Timeout;
}

/** Starts the collector's thread, keeps a mirror of its cluster, and starts it again when it crashes. */
export class ThreadCollectorClient implements CollectorClient {
  cluster: ClusterSnapshot | null = null;
  #thread: CollectorThread | null = null;
  #startedAt = 0;
  #crashes = 0;
  #nextCall = 1;
  #stopping = false;
  #restart: NodeJS.Timeout | undefined;
  /** Revisions of the thread that runs now: a new one counts from its own beginning. */
  #seen = { fresh: true, store: 0, log: 0 };
  readonly #pending = new Map<number, Pending>();
  readonly #listeners = new Set<() => void>();

  constructor(private readonly host: CollectorHost) {}

  start(): void {
    this.#startedAt = this.host.now();
    this.#seen = { fresh: true, store: 0, log: 0 };
    const thread = this.host.start();
    this.#thread = thread;
    let cause = 'it ended by itself';
    thread.on('message', (message) => this.#receive(message));
    thread.on('error', (error) => {
      cause = maskUrls(error instanceof Error ? error.message : String(error));
    });
    thread.on('exit', () => this.#exited(thread, cause));
  }

  call<N extends CallName>(name: N, request: CollectorCalls[N]['request']): Promise<CollectorCalls[N]['response']> {
    const thread = this.#thread;
    if (thread === null || this.#stopping) return Promise.reject(collectorDown());
    if (this.#pending.size >= MAX_PENDING_CALLS) {
      return Promise.reject(
        new CollectorError('collector_busy', 'Too many requests wait for the collector; try again later.', 503),
      );
    }
    const id = this.#nextCall;
    this.#nextCall += 1;
    return new Promise<unknown>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#pending.delete(id);
        reject(
          new CollectorError(
            'collector_timeout',
            `The collector did not answer within ${TIMEOUT_MS[name] / 1000} s.`,
            504,
          ),
        );
      }, TIMEOUT_MS[name]);
      this.#pending.set(id, { resolve, reject, timer });
      thread.postMessage(toCall(id, name, request));
      // The collector answers a call with that call's own type: messages.ts is the contract of both sides.
    }) as Promise<CollectorCalls[N]['response']>;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Lets it write what it holds; after `graceMs` it is ended. */
  async stop(graceMs: number): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#restart);
    const thread = this.#thread;
    if (thread === null) return;
    const gone = new Promise<void>((resolve) => thread.on('exit', () => resolve()));
    thread.postMessage({ type: 'stop' });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => (timer = setTimeout(() => resolve('late'), graceMs)));
    if ((await Promise.race([gone, late])) === 'late') await thread.terminate();
    clearTimeout(timer);
  }

  #receive(message: FromCollector): void {
    switch (message.type) {
      case 'frame':
        this.#take(message);
        break;
      case 'answer': {
        const pending = this.#pending.get(message.id);
        if (pending === undefined) return;
        this.#pending.delete(message.id);
        clearTimeout(pending.timer);
        if (message.ok) pending.resolve(message.value);
        else pending.reject(new CollectorError(message.code, message.message, message.status));
        break;
      }
      case 'log':
        // Texts of libraries may quote an address whole.
        this.host.log(message.level, maskUrls(message.text));
        break;
      case 'fatal':
        this.#stopping = true;
        this.host.fatal(message.code, message.text);
        break;
    }
  }

  #take(frame: ClusterFrame): void {
    const { store, log } = this.#seen;
    const fresh = this.#seen.fresh || frame.seq === 1;
    const before = fresh ? null : this.cluster;
    const last = this.cluster?.revisions ?? { frame: 0, store: 0, log: 0 };
    this.cluster = {
      at: frame.at,
      broker: frame.broker,
      stats: frame.stats,
      workers: merged(before?.workers, frame.workers, (worker) => worker.hostname, frame.removedWorkers),
      queues: merged(before?.queues, frame.queues, (queue) => queue.name, frame.removedQueues),
      findings: frame.findings,
      revisions: {
        frame: last.frame + 1,
        store: last.store + (fresh || frame.storeRevision !== store ? 1 : 0),
        log: last.log + (fresh || frame.logRevision !== log ? 1 : 0),
      },
    };
    this.#seen = { fresh: false, store: frame.storeRevision, log: frame.logRevision };
    this.#tell();
  }

  #exited(thread: CollectorThread, cause: string): void {
    if (thread !== this.#thread) return;
    this.#thread = null;
    for (const { reject, timer } of this.#pending.values()) {
      clearTimeout(timer);
      reject(collectorDown());
    }
    this.#pending.clear();
    if (this.#stopping) return;
    const now = this.host.now();
    this.#crashes = now - this.#startedAt > STEADY_AFTER_SECONDS ? 1 : this.#crashes + 1;
    const delayMs = Math.min(1000 * 2 ** (this.#crashes - 1), MAX_RESTART_DELAY_MS);
    this.host.log('error', `The collector stopped (${cause}); starting it again in ${delayMs / 1000} s.`);
    this.#restart = setTimeout(() => this.start(), delayMs);
    this.#showLoss(cause, now, now + delayMs / 1000);
  }

  /** The pages keep the last state and show it as stale. */
  #showLoss(cause: string, now: number, retryAt: number): void {
    if (this.cluster === null) return;
    const { broker, revisions } = this.cluster;
    this.cluster = {
      ...this.cluster,
      broker: {
        ...broker,
        state: 'lost',
        since: now,
        error: `The collector stopped: ${cause}`,
        errorCode: 'COLLECTOR_STOPPED',
        retryAt,
      },
      revisions: { ...revisions, frame: revisions.frame + 1 },
    };
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

function toCall<N extends CallName>(id: number, name: N, request: CollectorCalls[N]['request']): ToCollector {
  // A name and the request of that name: the compiler can't tie the two over a union.
  return { type: 'call', id, name, request } as ToCollector;
}

function collectorDown(): CollectorError {
  return new CollectorError('collector_down', 'The collector is not running; it is being started again.', 503);
}

function merged<T>(
  before: ReadonlyMap<string, T> | undefined,
  changed: readonly T[],
  key: (item: T) => string,
  removed: readonly string[],
): ReadonlyMap<string, T> {
  if (before !== undefined && changed.length === 0 && removed.length === 0) return before;
  const items = new Map(before);
  for (const name of removed) items.delete(name);
  for (const item of changed) items.set(key(item), item);
  return items;
}
