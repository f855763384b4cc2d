import type { Pace } from '@/lib/feed/pace';
import type { ViewError } from '@/lib/feed/protocol';
import type { PreparedView } from '../views';
import type { Viewer, ViewInput, ViewSource } from '../views/view';
import { toProblem } from '../http/problem';
import { SLOW_SECONDS, type SlowTurns } from './slow-turns';
import { Audience, type Answer, type Listener, type Outlet, type SendCounts } from './audience';

export interface FeedCounts extends SendCounts {
  computed: number;
}

export interface TopicHost {
  readonly source: ViewSource;
  readonly outlet: Outlet;
  readonly counts: FeedCounts;
  readonly slowTurns: SlowTurns;
  readonly log: (error: unknown, text: string) => void;
}

const MIN_INTERVAL_SECONDS = 0.5;
/** To a crowd sending costs more than computing: the larger it is, the fewer frames it gets, so that it costs as much. */
const LISTENERS_A_SECOND = 100;
const CROWD_INTERVAL_SECONDS = 2;
const MAX_INTERVAL_SECONDS = 10;
/** A view that is slow to compute is computed less often, so that it takes at most this share of the thread. */
const MAX_SHARE = 0.1;
/** How often a window of time moves on while nothing happens. */
const CLOCK_STEP_SECONDS = 10;

/** One answer with all who watch it, at whatever pace: computed once when its inputs changed and somebody is due. */
export class Topic {
  readonly #audiences = new Map<Pace | null, Audience>();
  #answer: Answer | null = null;
  #failure: ViewError | null = null;
  #seenInputs: string | null = null;
  #nextAt = 0;
  #computing = false;
  #tookSeconds = 0;
  /** What the store has worked for the answer that is being computed. */
  #spentMs = 0;
  #computedAt = 0;
  /** Its parameters can't be read, which will not get better by itself. */
  #hopeless = false;
  /** Aborts when nobody watches any more: what is still being read for them is given up. */
  readonly #left = new AbortController();
  readonly #source: ViewSource;

  constructor(
    private readonly host: TopicHost,
    readonly id: string,
    private readonly keyAt: (every: Pace | null) => string,
    private readonly view: PreparedView,
    private readonly viewer: Viewer,
  ) {
    const asker = { signal: this.#left.signal, spent: (ms: number) => void (this.#spentMs += ms) };
    this.#source = { ...host.source, reader: () => host.source.reader().askedBy(asker) };
  }

  /** How long it took the last time, when that was long; else 0. */
  get slowSeconds(): number {
    return this.#tookSeconds > SLOW_SECONDS ? this.#tookSeconds : 0;
  }

  get computedAt(): number {
    return this.#computedAt;
  }

  get watched(): boolean {
    return this.#audiences.size > 0;
  }

  get #listeners(): number {
    let count = 0;
    for (const { size } of this.#audiences.values()) count += size;
    return count;
  }

  /** Also asked for again by one who lost a frame. */
  add(listener: Listener, every: Pace | null): void {
    this.#audienceAt(every).add(listener, this.#failure);
  }

  remove(listener: Listener, every: Pace | null): void {
    const audience = this.#audiences.get(every);
    audience?.remove(listener);
    if (audience?.watched === false) this.#audiences.delete(every);
    if (!this.watched) this.#left.abort();
  }

  /** Computes and sends what changed, if it is time; resolves when that is done. */
  async refresh(now: number): Promise<void> {
    for (const audience of this.#audiences.values()) audience.catchUp(this.#failure);
    if (this.#computing || this.#hopeless || now < this.#nextAt) return;
    const due = [...this.#audiences.values()].filter((audience) => audience.isDue(now));
    if (due.length === 0) return;
    const inputs = this.view.inputs.map((input) => this.#revision(input, now)).join(' ');
    if (inputs !== this.#seenInputs) await this.#computeInTurn(inputs, now);
    if (this.#answer === null || this.#failure !== null) return;
    // All may have left while it was computed, and watch another topic of the same room by now.
    for (const audience of due) if (audience.watched) audience.publish(this.#answer, now);
  }

  async #computeInTurn(inputs: string, now: number): Promise<void> {
    if (this.slowSeconds === 0) return this.#compute(inputs, now);
    const { slowTurns } = this.host;
    if (!slowTurns.take(now)) return;
    await this.#compute(inputs, now);
    slowTurns.giveBack(this.host.source.now(), this.#tookSeconds);
  }

  async #compute(inputs: string, now: number): Promise<void> {
    this.#computing = true;
    this.#computedAt = now;
    this.#spentMs = 0;
    let ownMs = 0;
    try {
      const startedAt = performance.now();
      const computed = this.view.compute(this.#source, this.viewer);
      ownMs = performance.now() - startedAt;
      const value = await computed;
      this.#seenInputs = inputs;
      this.#failure = null;
      this.#answer = { value, at: now };
    } catch (error) {
      this.#seenInputs = null;
      this.#fail(error);
    } finally {
      this.#computing = false;
      this.host.counts.computed += 1;
      // Waiting behind others is no cost of this view.
      const tookSeconds = (ownMs + this.#spentMs) / 1000;
      this.#tookSeconds = tookSeconds;
      const forAll = Math.min(CROWD_INTERVAL_SECONDS, this.#listeners / LISTENERS_A_SECOND);
      const seconds = Math.max(MIN_INTERVAL_SECONDS, forAll, tookSeconds / MAX_SHARE);
      this.#nextAt = now + Math.min(MAX_INTERVAL_SECONDS, seconds);
    }
  }

  #fail(error: unknown): void {
    const problem = toProblem(error);
    this.#hopeless = problem?.status === 400 || problem?.status === 403;
    const key = this.keyAt(null);
    if (problem === null) this.host.log(error, `The view ${key.slice(0, 200)} failed.`);
    const code = problem?.code ?? 'internal';
    // The same failure twice a second is told once.
    if (this.#failure?.code === code) return;
    const message = problem?.message ?? 'Something went wrong on the server; its log says what.';
    this.#failure = { key, code, message };
    for (const audience of this.#audiences.values()) audience.fail(this.#failure);
  }

  #audienceAt(every: Pace | null): Audience {
    const known = this.#audiences.get(every);
    if (known !== undefined) return known;
    const { outlet, counts } = this.host;
    // No view's name begins with a digit, so no room of a pace has the name of another topic's.
    const room = every === null ? this.id : `${every} ${this.id}`;
    const audience = new Audience({ outlet, counts, room, key: this.keyAt(every), every });
    this.#audiences.set(every, audience);
    return audience;
  }

  #revision(input: ViewInput, now: number): string {
    if (input === 'clock') return String(Math.floor(now / CLOCK_STEP_SECONDS));
    return String(this.host.source.collector.cluster?.revisions[input] ?? '-');
  }
}
