/** A view that takes longer than this to compute waits for its turn. */
export const SLOW_SECONDS = 0.1;
/** All slow views together may keep the store busy for this share of the time. */
const SHARE = 0.3;

/**
 * Lets slow views be computed one at a time, with pauses: however many are watched, the store has time for who asks now.
 * What many such views cost is that each is computed less often.
 */
export class SlowTurns {
  #isTaken = false;
  #freeAt = 0;

  take(now: number): boolean {
    if (this.#isTaken || now < this.#freeAt) return false;
    this.#isTaken = true;
    return true;
  }

  giveBack(now: number, tookSeconds: number): void {
    this.#isTaken = false;
    this.#freeAt = now + tookSeconds / SHARE - tookSeconds;
  }

  /** How long it takes until each of the views, which take so long together, has had its turn. */
  static roundSeconds(seconds: number): number {
    return seconds / SHARE;
  }
}
