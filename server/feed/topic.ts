import { diff } from '@/lib/feed/patch';
import type { Change, Snapshot, ViewError } from '@/lib/feed/protocol';
import type { PreparedView } from '../views';
import type { Viewer, ViewInput, ViewSource } from '../views/view';
import { toProblem } from '../http/problem';

/** One connection, as far as the feed needs it. */
export interface Listener {
  send(event: 'snapshot', frame: Snapshot): void;
  send(event: 'failed', frame: ViewError): void;
  /** False while much of what was sent before still waits to leave. */
  keepsUp(): boolean;
  /** In a room, it gets what is broadcast there. */
  enter(room: string): void;
  leave(room: string): void;
}

export interface Outlet {
  broadcast(room: string, event: 'snapshot', frame: Snapshot): void;
  broadcast(room: string, event: 'change', frame: Change): void;
  broadcast(room: string, event: 'failed', frame: ViewError): void;
}

export interface FeedCounts {
  framesSent: number;
  framesDropped: number;
  computed: number;
}

export interface TopicHost {
  readonly source: ViewSource;
  readonly outlet: Outlet;
  readonly counts: FeedCounts;
  readonly log: (error: unknown, text: string) => void;
}

const MIN_INTERVAL_SECONDS = 0.5;
const MAX_INTERVAL_SECONDS = 10;
/** A view that is slow to compute is computed less often, so that it takes at most this share of the thread. */
const MAX_SHARE = 0.1;
/** How often a window of time moves on while nothing happens. */
const CLOCK_STEP_SECONDS = 10;

/** One answer with all who watch it: computed once when its inputs changed, sent to all as a difference. */
export class Topic {
  readonly #current = new Set<Listener>();
  /** Those who were too slow: they get a snapshot when they have caught up. */
  readonly #behind = new Set<Listener>();
  #answer: { value: unknown; seq: number; at: number } | null = null;
  #failure: ViewError | null = null;
  #seenInputs: string | null = null;
  #nextAt = 0;
  #computing = false;
  /** Its parameters can't be read, which will not get better by itself. */
  #hopeless = false;

  constructor(
    private readonly host: TopicHost,
    readonly id: string,
    private readonly key: string,
    private readonly view: PreparedView,
    private readonly viewer: Viewer,
  ) {}

  get watched(): boolean {
    return this.#current.size + this.#behind.size > 0;
  }

  /** Also asked for again by one who lost a frame. */
  add(listener: Listener): void {
    this.#behind.delete(listener);
    this.#current.add(listener);
    listener.enter(this.id);
    if (this.#failure !== null) listener.send('failed', this.#failure);
    else if (this.#answer !== null) this.#sendSnapshot(listener, this.#answer);
  }

  remove(listener: Listener): void {
    this.#current.delete(listener);
    this.#behind.delete(listener);
    listener.leave(this.id);
  }

  /** Computes and sends what changed, if it is time; resolves when that is done. */
  async refresh(now: number): Promise<void> {
    this.#catchUp();
    if (this.#computing || this.#hopeless || now < this.#nextAt) return;
    const inputs = this.view.inputs.map((input) => this.#revision(input, now)).join(' ');
    if (inputs === this.#seenInputs) return;
    this.#computing = true;
    const startedAt = performance.now();
    try {
      const value = await this.view.compute(this.host.source, this.viewer);
      this.#seenInputs = inputs;
      this.#publish(value, now);
    } catch (error) {
      this.#seenInputs = null;
      this.#fail(error);
    } finally {
      this.#computing = false;
      this.host.counts.computed += 1;
      const tookSeconds = (performance.now() - startedAt) / 1000;
      this.#nextAt = now + Math.min(MAX_INTERVAL_SECONDS, Math.max(MIN_INTERVAL_SECONDS, tookSeconds / MAX_SHARE));
    }
  }

  #publish(value: unknown, at: number): void {
    const before = this.#answer;
    const patch = before === null || this.#failure !== null ? null : diff(before.value, value);
    const seq = (before?.seq ?? 0) + 1;
    const isFirst = before === null || this.#failure !== null;
    if (!isFirst && patch === null) return;
    this.#failure = null;
    this.#answer = { value, seq, at };
    this.#setSlowAside();
    this.host.counts.framesSent += this.#current.size;
    if (patch === null) this.host.outlet.broadcast(this.id, 'snapshot', { key: this.key, seq, at, value });
    else this.host.outlet.broadcast(this.id, 'change', { key: this.key, seq, at, patch });
  }

  #fail(error: unknown): void {
    const problem = toProblem(error);
    this.#hopeless = problem?.status === 400;
    if (problem === null) this.host.log(error, `The view ${this.key.slice(0, 200)} failed.`);
    const code = problem?.code ?? 'internal';
    // The same failure twice a second is told once.
    if (this.#failure?.code === code) return;
    this.#failure = {
      key: this.key,
      code,
      message: problem?.message ?? 'Something went wrong on the server; its log says what.',
    };
    this.host.outlet.broadcast(this.id, 'failed', this.#failure);
  }

  #setSlowAside(): void {
    for (const listener of this.#current) {
      if (listener.keepsUp()) continue;
      this.#current.delete(listener);
      this.#behind.add(listener);
      listener.leave(this.id);
      this.host.counts.framesDropped += 1;
    }
  }

  #catchUp(): void {
    for (const listener of this.#behind) if (listener.keepsUp()) this.add(listener);
  }

  #sendSnapshot(listener: Listener, answer: { value: unknown; seq: number; at: number }): void {
    this.host.counts.framesSent += 1;
    listener.send('snapshot', { key: this.key, ...answer });
  }

  #revision(input: ViewInput, now: number): string {
    if (input === 'clock') return String(Math.floor(now / CLOCK_STEP_SECONDS));
    return String(this.host.source.collector.cluster?.revisions[input] ?? '-');
  }
}
