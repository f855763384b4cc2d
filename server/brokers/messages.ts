import type { UnackedEntry } from '@/lib/queues/in-flight';
import type { MessageRef, PeekedQueue } from '@/lib/queues/peek';

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
  /** When each was delivered; null for one that is not there any more. */
  deliveredAt(deliveryTags: readonly string[]): Promise<readonly (number | null)[]>;
  /** Back to its queue as the visibility timeout would have it, if it is still the same delivery; all of it or nothing. */
  putBack(message: DeliveredMessage): Promise<PutBackResult>;
}

export interface Purged {
  readonly removed: number;
  readonly left: number | null;
  /** Tasks whose messages were among them, as far as these were looked into. */
  readonly uuids: readonly string[];
  /** All that waited was removed. */
  readonly isAll: boolean;
}

/** What waits in a queue: looked at without taking it, where the broker can do that. */
export interface WaitingMessages {
  /** Looking changes nothing: RabbitMQ marks what was looked at as redelivered. */
  readonly peekIsFree: boolean;
  /** The first `limit` of each lane, in the order served. */
  peek(queue: string, limit: number): Promise<Omit<PeekedQueue, 'queue'>>;
  /** Removes at most `count` messages, those served first. */
  purge(queue: string, count: number): Promise<Purged>;
  /** Absent where one message can't be taken from among others (RabbitMQ). */
  readonly single?: SingleMessages;
}

/** `gone`: it was no longer there; `not-found`: it is not among the first thousands, and more wait; `other`: it is not that task's. */
export type SingleResult = 'done' | 'gone' | 'not-found' | 'other';

/** The message that was seen, and whose it was taken for; null: nobody said so. */
export interface MessageTarget extends MessageRef {
  readonly uuid: string | null;
}

/** Work on one waiting message: all of it or nothing. */
export interface SingleMessages {
  remove(queue: string, message: MessageTarget): Promise<SingleResult>;
  /** To the end of another queue; `unreadable`: not as kombu writes it. */
  move(queue: string, message: MessageTarget, to: string): Promise<SingleResult | 'unreadable'>;
}
