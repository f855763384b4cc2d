import { diff } from '@/lib/feed/patch';
import type { Pace } from '@/lib/feed/pace';
import type { Change, Snapshot, ViewError } from '@/lib/feed/protocol';

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

export interface SendCounts {
  framesSent: number;
  framesDropped: number;
}

export interface Answer {
  readonly value: unknown;
  readonly at: number;
}

interface AudienceHost {
  readonly outlet: Outlet;
  readonly counts: SendCounts;
  readonly room: string;
  readonly key: string;
  /** Seconds between two frames; null is live. */
  readonly every: Pace | null;
}

/** Those who watch one answer at one pace: each frame is the difference from the frame before, the same for all. */
export class Audience {
  readonly #current = new Set<Listener>();
  /** Those who were too slow: they get a snapshot when they have caught up. */
  readonly #behind = new Set<Listener>();
  /** Those who have come between two frames: they get a snapshot at once, and enter the room with the next frame. */
  readonly #arrived = new Set<Listener>();
  readonly #seated = new Set<Listener>();
  #sent: (Answer & { readonly seq: number }) | null = null;
  #slot = 0;
  #failed = false;

  constructor(private readonly host: AudienceHost) {}

  get size(): number {
    return this.#current.size + this.#behind.size + this.#arrived.size + this.#seated.size;
  }

  get watched(): boolean {
    return this.size > 0;
  }

  /** Also asked for again by one who lost a frame. */
  add(listener: Listener, failure: ViewError | null): void {
    this.remove(listener);
    // Who asks again and again and reads nothing would have us hold a whole answer for each time.
    if (!listener.keepsUp()) {
      this.#behind.add(listener);
      return;
    }
    if (failure === null && this.host.every !== null) {
      this.#arrived.add(listener);
      return;
    }
    this.#enter(listener);
    if (failure !== null) listener.send('failed', { ...failure, key: this.host.key });
    else if (this.#sent !== null) this.#sendSnapshot(listener, this.#sent);
  }

  remove(listener: Listener): void {
    for (const group of [this.#current, this.#behind, this.#arrived, this.#seated]) group.delete(listener);
    listener.leave(this.host.room);
  }

  /** True when a frame, or a snapshot for somebody, is to be sent. */
  isDue(now: number): boolean {
    return this.watched && (this.#failed || this.#arrived.size > 0 || this.#slotOf(now) !== this.#slot);
  }

  publish(answer: Answer, now: number): void {
    const isBetween = this.#sent !== null && !this.#failed && this.#current.size > 0;
    if (isBetween && this.#slotOf(now) === this.#slot) this.#seat(answer);
    else this.#sendFrame(answer, now);
  }

  fail(failure: ViewError): void {
    this.#failed = true;
    const late = this.#late();
    for (const listener of late) this.#enter(listener);
    this.host.outlet.broadcast(this.host.room, 'failed', { ...failure, key: this.host.key });
  }

  catchUp(failure: ViewError | null): void {
    for (const listener of this.#behind) if (listener.keepsUp()) this.add(listener, failure);
  }

  // Frames of one pace fall on the same instants for all views, so that the numbers of a page agree.
  #slotOf(now: number): number {
    return this.host.every === null ? now : Math.floor(now / this.host.every);
  }

  #seat(answer: Answer): void {
    for (const listener of this.#arrived) {
      this.#sendSnapshot(listener, { ...answer, seq: this.#sent?.seq ?? 0 });
      this.#seated.add(listener);
    }
    this.#arrived.clear();
  }

  #sendFrame({ value, at }: Answer, now: number): void {
    const { outlet, room, key, counts } = this.host;
    const before = this.#failed ? null : this.#sent;
    const patch = before === null ? null : diff(before.value, value);
    const late = this.#late();
    this.#slot = this.#slotOf(now);
    this.#failed = false;
    if (before === null || patch !== null) {
      const seq = (this.#sent?.seq ?? 0) + 1;
      this.#sent = { value, seq, at };
      this.#setSlowAside();
      counts.framesSent += this.#current.size;
      if (patch === null) outlet.broadcast(room, 'snapshot', { key, seq, at, value });
      else outlet.broadcast(room, 'change', { key, seq, at, patch });
    }
    for (const listener of late) {
      this.#enter(listener);
      if (this.#sent !== null) this.#sendSnapshot(listener, this.#sent);
    }
  }

  #late(): readonly Listener[] {
    const late = [...this.#arrived, ...this.#seated];
    this.#arrived.clear();
    this.#seated.clear();
    return late;
  }

  #enter(listener: Listener): void {
    this.#current.add(listener);
    listener.enter(this.host.room);
  }

  #setSlowAside(): void {
    for (const listener of this.#current) {
      if (listener.keepsUp()) continue;
      this.#current.delete(listener);
      this.#behind.add(listener);
      listener.leave(this.host.room);
      this.host.counts.framesDropped += 1;
    }
  }

  #sendSnapshot(listener: Listener, { value, at, seq }: Answer & { readonly seq: number }): void {
    this.host.counts.framesSent += 1;
    listener.send('snapshot', { key: this.host.key, seq, at, value });
  }
}
