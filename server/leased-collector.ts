import { isAborted, orAborted } from './or-aborted';
import type { RunningCollector, ThreadCollectorClient } from './collector-client';
import type { Lease, LeaseKeeper } from './store/lease';
import { StoreError } from './store/store';

/** Longer than a lease lasts whose holder died. */
const PATIENCE_MS = 8_000;

export interface LeasedCollectorParts {
  readonly openKeeper: () => Promise<LeaseKeeper>;
  /** It is started when the lease is there, and halted when another has it. */
  readonly collector: ThreadCollectorClient;
  /** Without it, another collector is a reason to give up. */
  readonly standsBy: boolean;
  readonly log: (level: 'info' | 'warn', text: string) => void;
  readonly fatal: (code: string, text: string) => void;
}

/** A collector that works while it holds the store's lease, and else waits for it. */
export class LeasedCollector implements RunningCollector {
  /** The token of the lease. */
  term: number | null = null;
  standsByFor: string | null = null;
  readonly #stop = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #ended: Promise<void> = Promise.resolve();

  constructor(private readonly parts: LeasedCollectorParts) {}

  get cluster(): RunningCollector['cluster'] {
    return this.parts.collector.cluster;
  }

  get absence(): RunningCollector['absence'] {
    return this.parts.collector.absence;
  }

  readonly call: RunningCollector['call'] = (name, request) => this.parts.collector.call(name, request);

  onChange(listener: () => void): () => void {
    return this.parts.collector.onChange(listener);
  }

  start(): void {
    this.#running = this.#run().catch((error: unknown) => {
      if (!(error instanceof StoreError)) throw error;
      this.parts.fatal(error.code, error.message);
    });
  }

  async stop(graceMs: number): Promise<void> {
    this.#ended = this.parts.collector.stop(graceMs);
    this.#stop.abort();
    await this.#ended;
    await this.#running;
  }

  async #run(): Promise<void> {
    const keeper = await this.parts.openKeeper();
    try {
      for (let isFirst = true; ; isFirst = false) {
        const lease = await this.#take(keeper, isFirst);
        if (lease === null) return;
        const next = await orAborted(lease.lost, this.#stop.signal);
        if (next === null) {
          // Only when it has written what it holds may another begin.
          await this.#ended;
          await lease.release();
          return;
        }
        await this.#step(next);
      }
    } finally {
      await keeper.close();
    }
  }

  async #take(keeper: LeaseKeeper, isFirst: boolean): Promise<Lease | null> {
    const { standsBy, log, collector } = this.parts;
    const { signal } = this.#stop;
    let other = 'of unknown name';
    const patience = new AbortController();
    const timer = standsBy || !isFirst ? undefined : setTimeout(() => patience.abort(), PATIENCE_MS);
    const lease = await keeper.take({
      signal: AbortSignal.any([signal, patience.signal]),
      waiting: (holder) => {
        other = holder;
        this.standsByFor = holder;
        if (standsBy && isFirst)
          log(
            'info',
            `Another collector (${holder}) keeps the history; this one stands by and takes over when it dies.`,
          );
      },
      trouble(text) {
        if (text === null) log('info', 'The database answers again.');
        else log('warn', `${text} It is tried again until it answers.`);
      },
    });
    clearTimeout(timer);
    if (lease === null) {
      if (isAborted(signal)) return null;
      throw new StoreError('locked', lockedText(other));
    }
    // It came while we were told to stop: nobody is left to collect under it.
    if (isAborted(signal)) {
      await lease.release();
      return null;
    }
    if (this.standsByFor !== null) log('info', 'This collector takes over.');
    this.standsByFor = null;
    this.term = lease.token;
    collector.start();
    return lease;
  }

  async #step(next: string): Promise<void> {
    this.term = null;
    this.standsByFor = next;
    const text = `Another collector (${next}) took over while this one was not heard; this one stands by.`;
    this.parts.log('warn', text);
    await this.parts.collector.halt(text);
  }
}

function lockedText(holder: string): string {
  return `Another Celeryscope (${holder}) writes to this database. Stop it, run celeryscope web beside it, or choose another database with --store.`;
}
