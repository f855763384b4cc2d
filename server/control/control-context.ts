import { randomUUID } from 'node:crypto';
import type { Action, ActionAnswer } from '@/lib/cluster/action';
import type { Task } from '@/lib/cluster/task';
import type { Masker } from '@/lib/masking/masker';
import type { HeldTask } from '@/lib/cluster/worker';
import type { Broker } from '../brokers/broker';
import type { ResultBackend } from '../backends/backend';
import type { Caller } from '../collector/messages';

/** What a control may use. Everything that it did is told through `record` and `note`. */
export interface ControlContext {
  readonly broker: Broker;
  /** null where the result backend can't be read. */
  readonly backend: () => ResultBackend | null;
  /** What broker, backend and `held` tell is as it was sent: whatever is answered or kept of it passes here first. */
  readonly masker: Masker;
  readonly task: (uuid: string) => Task | null;
  /** The newest inspect reply's entry of a task that some worker holds. */
  readonly held: (uuid: string) => HeldTask | null;
  /** Workers that should answer: neither gone nor known to have remote control off. */
  readonly liveWorkers: () => readonly string[];
  readonly now: () => number;
  /** Puts a task that we published ourselves into the cluster. */
  readonly published: (task: Task) => void;
  readonly record: (action: Action) => void;
  /** A line in a task's timeline. */
  readonly note: (uuid: string, text: string) => void;
}

/** Codes of a broker that did not answer, or broke off in the middle: it may have done what it was asked, or not. */
export const ANSWERLESS: readonly string[] = ['BROKER_LOST', 'TIMEOUT', 'HALF_DONE'];

/** A control that can't be carried out: `status` is the HTTP status it becomes at the edge. */
export class ControlError extends Error {
  override readonly name = 'ControlError';
  constructor(
    readonly code: string,
    message: string,
    readonly status: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export function newAction(
  caller: Caller,
  at: number,
  entry: Pick<Action, 'name' | 'subject' | 'parameters' | 'outcome' | 'summary'> &
    Partial<Pick<Action, 'reason' | 'answers' | 'durationMs' | 'batchId'>>,
): Action {
  return {
    id: randomUUID(),
    at,
    actor: caller.actor,
    address: caller.address,
    reason: null,
    answers: [],
    durationMs: 0,
    batchId: null,
    ...entry,
  };
}

/** `done` when all answered well, `failed` when none did. */
export function outcomeOf(answers: readonly ActionAnswer[]): Action['outcome'] {
  const good = answers.filter((answer) => answer.outcome === 'ok').length;
  if (good === 0) return 'failed';
  return good === answers.length ? 'done' : 'partial';
}
