import { CollectorError } from './collector-error';
import type { CallName } from './collector/messages';

/** Longer than the collector's own limits, so that its own answer comes first. */
const TIMEOUT_MS: Readonly<Record<CallName, number>> = {
  workerDetail: 10_000,
  counts: 5_000,
  toldWorkers: 10_000,
  brokerQueues: 20_000,
  taskPlace: 10_000,
  retryPreview: 20_000,
  retry: 30_000,
  sendTask: 30_000,
  taskResult: 10_000,
  abortTask: 30_000,
  revoke: 20_000,
  revocation: 5_000,
  withdrawRevoke: 5_000,
  enableEvents: 20_000,
  controlWorkers: 20_000,
  revokeByHeaders: 20_000,
  pauseQueue: 20_000,
  resumeQueue: 20_000,
  inFlight: 10_000,
  putBack: 60_000,
  peekQueue: 20_000,
  removeMessage: 20_000,
  moveMessage: 20_000,
  purgeQueue: 20_000,
  createJob: 30_000,
  addTargets: 30_000,
  startJob: 30_000,
  abortJob: 30_000,
  resumeJob: 30_000,
  recordRefusal: 5_000,
  recordAccess: 5_000,
};
const MAX_PENDING_CALLS = 2_000;

export type CallAnswer =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | {
      readonly id: number;
      readonly ok: false;
      readonly code: string;
      readonly message: string;
      readonly status: number;
    };

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: CollectorError) => void;
  readonly timer: NodeJS.Timeout;
}

/** Calls that wait for their answers. */
export class PendingCalls {
  readonly #pending = new Map<number, Pending>();
  #next = 1;

  /** Sends a call under a number of its own and waits for the answer with that number. */
  wait(name: CallName, send: (id: number) => void): Promise<unknown> {
    if (this.#pending.size >= MAX_PENDING_CALLS) {
      return Promise.reject(
        new CollectorError('collector_busy', 'Too many requests wait for the collector; try again later.', 503),
      );
    }
    const id = this.#next;
    this.#next += 1;
    return new Promise<unknown>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#pending.delete(id);
        const text = `The collector did not answer within ${TIMEOUT_MS[name] / 1000} s.`;
        reject(new CollectorError('collector_timeout', text, 504));
      }, TIMEOUT_MS[name]);
      this.#pending.set(id, { resolve, reject, timer });
      send(id);
    });
  }

  /** An answer that nobody waits for any more does no harm. */
  settle(answer: CallAnswer): void {
    const pending = this.#pending.get(answer.id);
    if (pending === undefined) return;
    this.#pending.delete(answer.id);
    clearTimeout(pending.timer);
    if (answer.ok) pending.resolve(answer.value);
    else pending.reject(new CollectorError(answer.code, answer.message, answer.status));
  }

  failAll(error: () => CollectorError): void {
    for (const { reject, timer } of this.#pending.values()) {
      clearTimeout(timer);
      reject(error());
    }
    this.#pending.clear();
  }
}
