import type { Action } from '../cluster/action';
import type { EventGap, EventLoss } from '../cluster/cluster-status';

/** What explains a chart: when nobody saw, how much was lost, and what was done in the time of it. */
export interface MarksView {
  readonly gaps: readonly {
    readonly from: number;
    readonly to: number;
    /** null: no collector watched. */
    readonly reason: EventGap['reason'] | null;
  }[];
  readonly losses: readonly EventLoss[];
  readonly workers: readonly WorkerChange[];
  readonly actions: readonly ActionMark[];
  /** Oldest marks that were left out, as there are too many. */
  readonly cut: number;
}

/** `lost`: it fell silent without a word. */
export interface WorkerChange {
  readonly at: number;
  readonly hostname: string;
  readonly change: 'started' | 'stopped' | 'lost';
}

export interface ActionMark extends Pick<Action, 'id' | 'name' | 'at' | 'actor' | 'subject' | 'outcome'> {
  /** Entries of one request on a selection are one mark. */
  readonly count: number;
}
