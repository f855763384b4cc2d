import type { ActionAnswer } from '../cluster/action';

export const JOB_ACTIONS = ['revoke', 'retry'] as const;
export type JobAction = (typeof JOB_ACTIONS)[number];

export const JOB_STATES = ['preparing', 'running', 'paused', 'interrupted', 'aborted', 'done'] as const;
/**
 * `preparing`: its targets are being frozen. `paused`: the broker or the store is away; it goes on by itself.
 * `interrupted`: Celeryscope stopped in the middle of it; it goes on when somebody says so.
 */
export type JobState = (typeof JOB_STATES)[number];

export const ITEM_OUTCOMES = ['done', 'skipped', 'failed', 'unsure'] as const;
/** `unsure`: it was being sent when the connection broke or we stopped, and whether it arrived can't be known. */
export type ItemOutcome = (typeof ITEM_OUTCOMES)[number];

/** The most tasks that one job may be for. */
export const MOST_TARGETS = 100_000;
/** The most that can be named one by one: more do not fit into a request. */
export const MOST_NAMED = 20_000;
/** Jobs that have not ended. */
export const MOST_LIVE_JOBS = 5;
export const DEFAULT_RATE = 50;
export const MOST_RATE = 500;

/** What a job was made for, as it was asked. */
export type JobScope =
  | { readonly kind: 'named' }
  | { readonly kind: 'filter'; readonly q: string; readonly from: number | null; readonly to: number };

/** What is asked of the collector; the targets follow. */
export interface JobRequest {
  readonly action: JobAction;
  readonly scope: JobScope;
  readonly terminate: boolean;
  readonly signal: string;
  /** Of retries: null keeps each task's own queue, and sends at once. */
  readonly queue: string | null;
  readonly countdown: number | null;
  readonly ratePerSecond: number;
  readonly reason: string | null;
}

/** What one worker answered to the messages of a job. */
export interface WorkerTally extends Readonly<Record<ActionAnswer['outcome'], number>> {
  readonly from: string;
  /** Its newest words that were no consent. */
  readonly text: string | null;
}

/** Why tasks were not done: each reason once. */
export interface JobReason {
  readonly outcome: Exclude<ItemOutcome, 'done'>;
  readonly code: string;
  readonly detail: string;
  readonly count: number;
}

/** A bulk action that the collector carries out by itself, task by task. Its id is that of its audit entry. */
export interface Job extends JobRequest {
  readonly id: string;
  readonly state: JobState;
  /** Why it is not under way, where that needs a word. */
  readonly note: { readonly code: string; readonly text: string } | null;
  readonly actor: string;
  readonly address: string;
  readonly createdAt: number;
  readonly changedAt: number;
  readonly endedAt: number | null;
  /** Targets that were frozen; they are numbered from 1. */
  readonly total: number;
  /** Up to this number something may have been sent. */
  readonly claimed: number;
  /** Up to this number what came of each is stored. */
  readonly settled: number;
  readonly counts: Readonly<Record<ItemOutcome, number>>;
  /** The most frequent first. */
  readonly reasons: readonly JobReason[];
  readonly answers: readonly WorkerTally[];
}

/** One task of a job. */
export interface JobItem {
  readonly n: number;
  readonly uuid: string;
  /** null: not yet. */
  readonly outcome: ItemOutcome | null;
  readonly code: string | null;
  readonly detail: string | null;
  /** As what it was sent again. */
  readonly newUuid: string | null;
  readonly at: number | null;
}

export type JobResult = JobItem & { readonly outcome: ItemOutcome; readonly at: number };

export interface JobsView {
  readonly jobs: readonly Job[];
  readonly nextCursor: string | null;
}
export interface JobItemsView {
  readonly items: readonly JobItem[];
  readonly nextCursor: string | null;
}

/** What was asked for and is not over. */
export function isLive({ state }: Pick<Job, 'state'>): boolean {
  return state !== 'aborted' && state !== 'done';
}

/** The collector works on it, or will by itself. */
export function isUnderWay({ state }: Pick<Job, 'state'>): boolean {
  return state === 'running' || state === 'paused';
}
