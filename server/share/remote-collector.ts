import { randomUUID } from 'node:crypto';
import { ClusterMirror, type ClusterSnapshot, type CollectorAbsence } from '../cluster-mirror';
import type { RunningCollector } from '../collector-client';
import { CollectorError } from '../collector-error';
import type { CallName, CollectorCalls } from '../collector/messages';
import { PendingCalls } from '../pending-calls';
import { joinParts } from './frame-diff';
import type { ShareBus } from './share-bus';
import type { CollectorFacts, ShareFrame } from './share-frame';
import type { ShareMessages } from './share-messages';

/** A collector sends four frames a second, whatever happens. */
const LOST_AFTER_MS = 3_000;
const LOOK_MS = 250;
const STALLED_MS = 1_000;
const ASK_EVERY_MS = 1_000;
const MAX_PARTS = 200;

export interface RemoteCollectorParts {
  readonly bus: ShareBus;
  /** Ours. */
  readonly version: string;
  /** The shared Redis, without credentials. */
  readonly address: string;
  /** Another collector than before is heard. */
  readonly changed: () => void;
  readonly log: (level: 'info' | 'warn', text: string) => void;
  /** Epoch seconds. */
  readonly now: () => number;
}

/** Follows a collector of another process, and the one that takes its place. */
export class RemoteCollector implements RunningCollector {
  /** What the collector keeps; null before it was heard. */
  limits: Omit<CollectorFacts, 'version'> | null = null;
  readonly #web = randomUUID();
  readonly #mirror = new ClusterMirror();
  readonly #calls = new PendingCalls();
  /** Whose frames are taken. */
  #source: { readonly from: string; readonly term: number } | null = null;
  /** The number of the last frame; null while everything is wanted. */
  #seq: number | null = null;
  #parts: ShareFrame[] = [];
  #version: string | null = null;
  #ignored: string | null = null;
  #heardMs = performance.now();
  #lookedMs = performance.now();
  #askedMs = -Infinity;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly parts: RemoteCollectorParts) {
    const { bus } = parts;
    bus.on('frame', (frame) => this.#take(frame));
    bus.on('bye', ({ from }) => {
      // Also told of one that was silent until now: it says more than its silence.
      if (from === this.#source?.from) this.#lost({ code: 'COLLECTOR_AWAY', text: 'The collector was stopped.' });
    });
    bus.on('answer', ({ web, answer }) => {
      if (web === this.#web) this.#calls.settle(answer);
    });
    bus.onConnection(() => {
      // Whatever was said meanwhile was missed.
      if (bus.isConnected) this.#ask();
      else this.#look();
    });
  }

  get cluster(): ClusterSnapshot | null {
    return this.#mirror.cluster;
  }

  get absence(): CollectorAbsence | null {
    return this.#mirror.absence;
  }

  start(): void {
    this.#heardMs = performance.now();
    this.#lookedMs = this.#heardMs;
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#calls.failAll(() => this.#down());
    await this.parts.bus.close();
  }

  call<N extends CallName>(name: N, request: CollectorCalls[N]['request']): Promise<CollectorCalls[N]['response']> {
    const to = this.#source?.from;
    if (to === undefined || this.absence !== null) return Promise.reject(this.#down());
    // Name and request belong together, and the collector answers with that call's own type: messages.ts is the
    // contract of both sides.
    const call = { name, request } as unknown as ShareMessages['call']['call'];
    return this.#calls.wait(name, (id) => this.parts.bus.send('call', { to, web: this.#web, id, call })) as Promise<
      CollectorCalls[N]['response']
    >;
  }

  onChange(listener: () => void): () => void {
    return this.#mirror.onChange(listener);
  }

  get term(): number | null {
    return this.#source?.term ?? null;
  }

  // That is for whom it follows.
  get standsByFor(): null {
    return null;
  }

  #take(frame: ShareFrame): void {
    const isOther = frame.from !== this.#source?.from;
    // One that was stopped and wakes up does not know yet that another took over.
    if (isOther && this.absence === null && frame.term < (this.#source?.term ?? -Infinity)) {
      this.#tellOther(frame.from);
      return;
    }
    this.#heardMs = performance.now();
    if (isOther) this.#follow();
    this.#source = { from: frame.from, term: frame.term };
    if (frame.whole) this.#parts = [];
    else if (this.#seq === null || frame.seq !== this.#seq + 1 || this.#parts.length >= MAX_PARTS) {
      this.#seq = null;
      this.#ask();
      return;
    }
    this.#seq = frame.seq;
    this.#parts.push(frame);
    if (frame.more) return;
    const isWhole = this.#parts[0]?.whole === true;
    const change = joinParts(this.#parts, this.cluster?.findings ?? []);
    this.#parts = [];
    if (change === null) return;
    const { version, ...limits } = frame.facts;
    this.#tellVersion(version);
    this.limits = limits;
    if (this.absence !== null) this.parts.log('info', 'A collector is heard again.');
    this.#mirror.take(change, isWhole);
  }

  #follow(): void {
    this.#seq = null;
    this.#parts = [];
    this.#calls.failAll(unsure);
    this.#mirror.begin();
    this.parts.changed();
  }

  #tellVersion(version: string): void {
    if (version === this.#version) return;
    this.#version = version;
    if (version === this.parts.version) return;
    const text = `The collector is Celeryscope ${version}, this process ${this.parts.version}: run one version.`;
    this.parts.log('warn', text);
  }

  #tellOther(from: string): void {
    if (from === this.#ignored) return;
    this.#ignored = from;
    const text = `A second, older collector is heard through the Redis at ${this.parts.address} (--share) and not listened to. Deployments that share a Redis need a database number each.`;
    this.parts.log('warn', text);
  }

  #look(): void {
    const { trouble, isConnected } = this.parts.bus;
    const now = performance.now();
    // We were stopped, or too busy to hear anybody: that is no silence of theirs.
    if (now - this.#lookedMs > STALLED_MS) this.#heardMs = now;
    this.#lookedMs = now;
    const silentMs = now - this.#heardMs;
    const isSilent = silentMs > LOST_AFTER_MS && isConnected;
    const found: CollectorAbsence | null =
      trouble !== null ? { code: 'SHARE_LOST', text: trouble.message } : isSilent ? this.#silence() : null;
    // What lasts is told once.
    if (found !== null && found.code !== this.absence?.code) this.#lost(found);
    if (this.#seq === null) this.#ask();
  }

  #silence(): CollectorAbsence {
    return {
      code: 'COLLECTOR_AWAY',
      text: `Nothing is heard through the Redis at ${this.parts.address} (--share): is a collector running, with the same --share?`,
    };
  }

  #lost(absence: CollectorAbsence): void {
    this.#seq = null;
    this.#calls.failAll(unsure);
    // Of the Redis its own line told.
    if (absence.code !== 'SHARE_LOST') this.parts.log('warn', absence.text);
    this.#mirror.lose({ ...absence, since: this.parts.now(), retryAt: null });
  }

  #ask(): void {
    const now = performance.now();
    if (!this.parts.bus.isConnected || now - this.#askedMs < ASK_EVERY_MS) return;
    this.#askedMs = now;
    this.parts.bus.send('hello', { web: this.#web });
  }

  #down(): CollectorError {
    const text = this.absence?.text ?? 'No collector was heard yet.';
    return new CollectorError('collector_down', text, 503);
  }
}

function unsure(): CollectorError {
  return new CollectorError(
    'collector_down',
    'The collector was lost before it answered: whether it did what was asked is told by Actions when it is back.',
    503,
  );
}
