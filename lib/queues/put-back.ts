import type { InFlightReason } from './in-flight';

/** What came of putting one message back. */
export interface PutBackAnswer {
  readonly deliveryTag: string;
  readonly uuid: string;
  /** `gone`: it was no longer there; `unsure`: the broker did not answer. */
  readonly outcome: 'put-back' | 'gone' | 'refused' | 'unsure';
  /** Of one that was put back how it was left; of a refusal its reason. */
  readonly code:
    | InFlightReason
    | 'held'
    | 'back'
    | 'silent'
    | 'may-run'
    | 'rate-limited'
    | 'unread'
    | 'no-queue'
    | 'not-a-list'
    | 'broker'
    | 'no-answer'
    | null;
  /** Who had taken it, or who may have it. */
  readonly worker: string | null;
  readonly queue: string | null;
}

/** The most messages of one request. */
export const MAX_PUT_BACK = 200;

/** Only silence told that its worker left: a process that is stopped or cut off is silent too, and may run it still. */
export function mayRunOn(reason: PutBackAnswer['code']): boolean {
  return reason === 'gone-silent' || reason === 'nobody';
}
