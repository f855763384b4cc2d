import type { Pace } from '@/lib/feed/pace';
import { viewKey, type ViewError, type ViewName } from '@/lib/feed/protocol';

export type ViewStatus = 'loading' | 'live' | 'stale' | 'failed';

export interface ViewState<T = unknown> {
  readonly value: T | undefined;
  readonly status: ViewStatus;
  readonly error: ViewError | null;
  /** Server clock of the newest frame, epoch seconds. */
  readonly at: number | null;
  readonly seq: number;
}

export const LOADING: ViewState = { value: undefined, status: 'loading', error: null, at: null, seq: 0 };

export type Params = Readonly<Record<string, string>>;
export type Listener = () => void;

/** How the reader wants the pages to move. */
export interface Mode {
  /** null: live. */
  readonly pace: Pace | null;
  readonly pausedSince: number | null;
}

/** One view that the page reads, however many components do. */
export interface Entry {
  readonly view: ViewName;
  readonly params: Params;
  /** Of readers who keep to the reader's pace and pause, and of those who tell the state of the connection itself. */
  readonly paced: Set<Listener>;
  readonly always: Set<Listener>;
  latest: ViewState;
  /** What readers who keep to pace and pause see. */
  shown: ViewState;
  /** When `shown` was fixed, while paused. */
  frozenAt: number | null;
  /** The interval of the pace in which `shown` was last brought up to date. */
  slot: number;
  /** The key under which the server sends it; null while it does not. */
  wire: string | null;
  /** A snapshot was asked for; changes until then are of no use. */
  awaitingSnapshot: boolean;
  /** Dropped when its time comes and nobody has returned. */
  linger: ReturnType<typeof setTimeout> | null;
}

export function createEntry(view: ViewName, params: Params): Entry {
  return {
    view,
    params,
    paced: new Set(),
    always: new Set(),
    latest: LOADING,
    shown: LOADING,
    frozenAt: null,
    slot: 0,
    wire: null,
    awaitingSnapshot: true,
    linger: null,
  };
}

/** The key under which it is to be sent now; null: nobody needs anything new. */
export function wantedKey(entry: Entry, { pace, pausedSince }: Mode): string | null {
  const frozen = pausedSince !== null && entry.frozenAt !== null && entry.always.size === 0;
  return frozen ? null : viewKey(entry.view, entry.params, entry.always.size > 0 ? null : pace);
}

/** Brings what paced readers see up to date, as far as the mode lets it move. */
export function present(entry: Entry, mode: Mode, now: number): void {
  if (mode.pausedSince !== null) {
    if (entry.frozenAt !== null) return;
    entry.shown = entry.latest;
    if (entry.latest.value !== undefined) entry.frozenAt = now;
    return;
  }
  entry.frozenAt = null;
  // What is sent at every moment for another's sake is held back for those who wanted a pace.
  const slot = mode.pace === null || entry.always.size === 0 ? null : Math.floor(now / mode.pace);
  const held = slot !== null && slot === entry.slot && entry.shown.value !== undefined;
  if (slot !== null) entry.slot = slot;
  const { status, error } = entry.latest;
  if (!held) entry.shown = entry.latest;
  else if (entry.shown.status !== status || entry.shown.error !== error)
    entry.shown = { ...entry.shown, status, error };
}
