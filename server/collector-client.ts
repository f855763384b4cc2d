import { maskUrls } from './brokers/broker-url';
import { ClusterMirror, type ClusterSnapshot, type CollectorAbsence } from './cluster-mirror';
import { CollectorError } from './collector-error';
import type { CallName, CollectorCalls, FromCollector, ToCollector } from './collector/messages';
import { PendingCalls } from './pending-calls';

/** What web needs of the collector. */
export interface CollectorClient {
  /** null until the first frame. */
  readonly cluster: ClusterSnapshot | null;
  /** null while there is a collector, and while the first one starts. */
  readonly absence: CollectorAbsence | null;
  call<N extends CallName>(name: N, request: CollectorCalls[N]['request']): Promise<CollectorCalls[N]['response']>;
  /** Calls `listener` after every frame and when the collector is lost; returns what ends that. */
  onChange(listener: () => void): () => void;
}

/** A collector of this process, or what follows one in another. */
export interface RunningCollector extends CollectorClient {
  start(): void;
  /** Rises from each collector of a store to the next; null while it stands by. */
  readonly term: number | null;
  /** Who collects while this one waits for its turn; null when it does not. */
  readonly standsByFor: string | null;
  /** Resolves when it has ended, or was ended after `graceMs`. */
  stop(graceMs: number): Promise<void>;
}

export interface CollectorHooks {
  /** Another collector begins, which may put a fresh file in the place of a damaged one. */
  readonly begins: () => void;
  /** Nothing can be collected in this process. */
  readonly fatal: (code: string, text: string) => void;
}

/** The part of a `worker_threads` Worker that is used. */
export interface CollectorThread {
  postMessage(message: ToCollector): void;
  on(event: 'message', listener: (message: FromCollector) => void): unknown;
  on(event: 'error', listener: (error: unknown) => void): unknown;
  on(event: 'exit', listener: (code: number) => void): unknown;
  terminate(): Promise<unknown>;
}

export interface CollectorHost {
  readonly start: () => CollectorThread;
  readonly now: () => number;
  readonly log: (level: 'info' | 'warn' | 'error', text: string) => void;
  /** The collector says that it can't go on, and waiting would not help: the process should end with this line. */
  readonly fatal: (code: string, text: string) => void;
}

const MAX_RESTART_DELAY_MS = 30_000;
const STEADY_AFTER_SECONDS = 60;
/** A store that is away: at the first start a mistake of who started it, later a matter of waiting. */
const AWAY: readonly string[] = ['io', 'timeout', 'locked', 'busy'];

/** Starts the collector's thread, keeps a mirror of its cluster, and starts it again when it crashes. */
export class ThreadCollectorClient implements RunningCollector {
  readonly term: number;
  readonly standsByFor = null;
  readonly #mirror = new ClusterMirror();
  readonly #calls = new PendingCalls();
  #thread: CollectorThread | null = null;
  #startedAt = 0;
  #crashes = 0;
  #stopping = false;
  #isHalted = false;
  /** It was there once: what it needs can be had, and is only away for now. */
  #hasRun = false;
  #restart: NodeJS.Timeout | undefined;

  constructor(private readonly host: CollectorHost) {
    this.term = host.now();
  }

  get cluster(): ClusterSnapshot | null {
    return this.#mirror.cluster;
  }

  get absence(): CollectorAbsence | null {
    return this.#mirror.absence;
  }

  start(): void {
    this.#isHalted = false;
    this.#startedAt = this.host.now();
    this.#mirror.begin();
    const thread = this.host.start();
    this.#thread = thread;
    let cause = 'it ended by itself';
    thread.on('message', (message) => {
      if (message.type === 'fatal' && this.#mayPass(message.code)) cause = maskUrls(message.text);
      else this.#receive(message);
    });
    thread.on('error', (error) => {
      cause = maskUrls(error instanceof Error ? error.message : String(error));
    });
    thread.on('exit', () => this.#exited(thread, cause));
  }

  call<N extends CallName>(name: N, request: CollectorCalls[N]['request']): Promise<CollectorCalls[N]['response']> {
    const thread = this.#thread;
    if (thread === null || this.#stopping) return Promise.reject(collectorDown());
    return this.#calls.wait(name, (id) => {
      thread.postMessage(toCall(id, name, request));
      // The collector answers a call with that call's own type: messages.ts is the contract of both sides.
    }) as Promise<CollectorCalls[N]['response']>;
  }

  onChange(listener: () => void): () => void {
    return this.#mirror.onChange(listener);
  }

  /** Ends the thread at once, until it is started again. */
  async halt(why: string): Promise<void> {
    this.#isHalted = true;
    clearTimeout(this.#restart);
    await this.#thread?.terminate();
    this.#mirror.lose({ code: 'COLLECTOR_STOPPED', text: why, since: this.host.now(), retryAt: null });
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

  #mayPass(code: string): boolean {
    return code === 'fenced' || (this.#hasRun && AWAY.includes(code));
  }

  #receive(message: FromCollector): void {
    switch (message.type) {
      case 'frame':
        this.#hasRun = true;
        this.#mirror.take(message, message.seq === 1);
        break;
      case 'answer':
        this.#calls.settle(message);
        break;
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

  #exited(thread: CollectorThread, cause: string): void {
    if (thread !== this.#thread) return;
    this.#thread = null;
    this.#calls.failAll(collectorDown);
    if (this.#stopping || this.#isHalted) return;
    const now = this.host.now();
    this.#crashes = now - this.#startedAt > STEADY_AFTER_SECONDS ? 1 : this.#crashes + 1;
    const delayMs = Math.min(1000 * 2 ** (this.#crashes - 1), MAX_RESTART_DELAY_MS);
    this.host.log('error', `The collector stopped (${cause}); starting it again in ${delayMs / 1000} s.`);
    this.#restart = setTimeout(() => this.start(), delayMs);
    this.#mirror.lose({
      since: now,
      code: 'COLLECTOR_STOPPED',
      text: `The collector stopped: ${cause}`,
      retryAt: now + delayMs / 1000,
    });
  }
}

function toCall<N extends CallName>(id: number, name: N, request: CollectorCalls[N]['request']): ToCollector {
  // A name and the request of that name: the compiler can't tie the two over a union.
  return { type: 'call', id, name, request } as ToCollector;
}

function collectorDown(): CollectorError {
  return new CollectorError('collector_down', 'The collector is not running; it is being started again.', 503);
}
