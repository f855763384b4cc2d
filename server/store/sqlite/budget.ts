import { StoreError } from '../store';

/** How long an answer may take, in milliseconds, and whether somebody still waits for it. */
export interface Limits {
  /** From then on what was found so far is the answer, where a part is one. */
  readonly softMs: number;
  /** From then on there is no answer. */
  readonly hardMs: number;
  readonly isGone: () => boolean;
}

const OUT_OF_PATIENCE = new Error('This took longer than it was given.');
export const NO_LIMITS: Limits = { softMs: Infinity, hardMs: Infinity, isGone: () => false };

/** Keeps the time of the answer that is worked on. SQLite's work can't be stopped from outside: it has to ask. */
export class Budget {
  private limits = NO_LIMITS;
  private startedAt = 0;
  private patientUntil = Infinity;

  begin(limits: Limits): void {
    this.limits = limits;
    this.startedAt = performance.now();
  }

  /** What can't be done in the time that is left is not begun. */
  needs(ms: number): void {
    const { hardMs } = this.limits;
    if (performance.now() - this.startedAt + ms > hardMs) throw tooLong();
  }

  /** Tries something that is quick as a rule; null when it took longer. */
  within<Result>(ms: number, work: () => Result): Result | null {
    this.patientUntil = performance.now() + ms;
    try {
      return work();
    } catch (error) {
      if (error !== OUT_OF_PATIENCE) throw error;
      return null;
    } finally {
      this.patientUntil = Infinity;
    }
  }

  /** To be called now and then by whatever may take long; throws when it should not go on. */
  goOn(): void {
    this.isSpent();
    if (performance.now() > this.patientUntil) throw OUT_OF_PATIENCE;
  }

  /** True when what was found so far should be the answer. Throws a StoreError when there is no use in going on. */
  isSpent(): boolean {
    const { softMs, hardMs, isGone } = this.limits;
    if (isGone()) throw new StoreError('gone', 'Nobody waits for this answer any more.');
    const tookMs = performance.now() - this.startedAt;
    if (tookMs > hardMs) throw tooLong();
    return tookMs > softMs;
  }
}

function tooLong(): StoreError {
  return new StoreError('timeout', 'The store took too long to answer; narrow the filter or the time.');
}
