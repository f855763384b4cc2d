import type { NamesReader } from './names-reader';
import type { Session } from './session';

/** What one answer is made with: one state of the store, its names, and the time. */
export interface Answering {
  readonly session: Session;
  readonly names: NamesReader;
  readonly now: number;
}
