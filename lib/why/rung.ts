import { message, type Message } from '../i18n/message';
import type { TaskFacts } from './facts';

/** Stable names of what can be the matter. */
export type Verdict =
  | 'ended'
  | 'finished-unseen'
  | 'not-seen'
  | 'not-sent'
  | 'chord-part-missing'
  | 'running'
  | 'running-long'
  | 'runs-again'
  | 'revoked'
  | 'scheduled'
  | 'expired'
  | 'paused'
  | 'no-consumer'
  | 'unknown-task'
  | 'worker-gone'
  | 'not-consuming'
  | 'rate-limited'
  | 'prefetched'
  | 'delivered'
  | 'slots-busy'
  | 'queued'
  | 'lost'
  | 'unknown';

export interface Claim {
  readonly claim: Message;
  readonly source: string;
  /** Epoch seconds. */
  readonly at: number;
}

export interface Explanation {
  readonly verdict: Verdict;
  /** Something is wrong: it will not go on by itself, or not as it should. */
  readonly isProblem: boolean;
  readonly sentence: Message;
  readonly evidence: readonly Claim[];
  readonly advice: { readonly text: Message; readonly setting: string | null } | null;
}

export interface Holds extends Omit<Explanation, 'verdict'> {
  readonly holds: 'yes';
  /** Set where it is more exactly another than its rung's. */
  readonly verdict?: Verdict;
}

/** One thing that may keep a task: true, not so, or not to be told and what would tell. */
export type Answer = Holds | { readonly holds: 'no' } | { readonly holds: 'unknown'; readonly missing: Message };

export interface Rung {
  readonly verdict: Verdict;
  readonly look: (facts: TaskFacts) => Answer;
}

export const NO: Answer = { holds: 'no' };

export function unknown(key: string, values: Message['values'] = {}): Answer {
  return { holds: 'unknown', missing: message(`why.missing.${key}`, values) };
}

export function claim(key: string, values: Message['values'], source: string, at: number): Claim {
  return { claim: message(`why.claim.${key}`, values), source, at };
}

/** The newest that events told of it. */
export function newestEvent({ task, isSeen, place, readAt }: TaskFacts): Claim {
  const { state, worker, updatedAt } = task;
  if (!isSeen) return claim('neverSeen', {}, 'task events', place?.at ?? readAt);
  if (isReconciled(task)) return claim('reconciled', { state }, 'reconciliation', updatedAt);
  return worker === null
    ? claim('state', { state }, 'task events', updatedAt)
    : claim('stateOn', { state, worker }, 'task events', updatedAt);
}

/** No event told its state: it follows from what the broker holds, and what workers name. */
function isReconciled({ state, stateReason, deliveries }: TaskFacts['task']): boolean {
  return state === 'UNKNOWN' && (stateReason === 'not-in-broker' || deliveries.at(-1)?.endedBy === 'reconciliation');
}

export function advice(key: string, values: Message['values'] = {}, setting: string | null = null) {
  return { text: message(`why.advice.${key}`, values), setting };
}
