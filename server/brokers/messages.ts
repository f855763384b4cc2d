import type { UnackedEntry } from '@/lib/queues/in-flight';

/** A delivered message as it lies in the broker now. */
export interface DeliveredMessage {
  readonly entry: UnackedEntry;
  /** The whole entry: message, exchange and routing key. */
  readonly content: Buffer;
  /** When it was delivered, as the broker writes it: it changes with each delivery. */
  readonly score: string;
}

export type PutBackResult =
  | { readonly outcome: 'put-back'; readonly queues: readonly string[] }
  /** It was acknowledged, or given out again, since it was looked at. */
  | { readonly outcome: 'gone' }
  /** `unreadable`: not as kombu writes it; `no-queue`: its exchange leads nowhere; `not-a-list`: another key is in the way. */
  | { readonly outcome: 'refused'; readonly code: 'unreadable' | 'no-queue' | 'not-a-list' };

/** Work on delivered messages, one by one. */
export interface DeliveredMessages {
  /** null for one that is not there any more. */
  find(deliveryTag: string): Promise<DeliveredMessage | null>;
  /** Back to its queue as the visibility timeout would have it, if it is still the same delivery; all of it or nothing. */
  putBack(message: DeliveredMessage): Promise<PutBackResult>;
}
