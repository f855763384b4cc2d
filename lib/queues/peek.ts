/** A message that waits, as far as it can be shown. */
export interface PeekedMessage {
  /** Of its bytes: it names this very message. */
  readonly id: string;
  readonly sizeBytes: number;
  /** Its lane: the priority step on Redis, the priority on RabbitMQ. */
  readonly priority: number;
  /** Messages of the queue that were served before it when it was read. */
  readonly ahead: number;
  readonly uuid: string | null;
  readonly name: string | null;
  /** As JSON where the body could be read, else as the sender told them (`argsrepr`); cut. */
  readonly args: string | null;
  readonly kwargs: string | null;
  readonly eta: number | null;
  readonly expires: number | null;
  readonly retries: number | null;
  /** Who sent it. */
  readonly origin: string | null;
  readonly contentType: string | null;
  readonly redelivered: boolean;
  /** Why its arguments, or all of it, can't be read. */
  readonly unreadable: 'too-large' | 'not-kombu' | 'pickle' | 'serializer' | 'compressed' | 'not-a-task' | null;
  /** When its `task-sent` event says that it was sent. */
  readonly sentAt: number | null;
}

/** The messages that are served next, in the order served. */
export interface PeekedQueue {
  readonly at: number;
  readonly queue: string;
  readonly lanes: readonly { readonly priority: number; readonly ready: number; readonly shown: number }[];
  readonly messages: readonly PeekedMessage[];
}

/** Which message is meant: its lane is looked through for these bytes. */
export interface MessageRef {
  readonly id: string;
  readonly sizeBytes: number;
  readonly priority: number;
}

/** The most of each lane that are read. */
export const MAX_PEEKED = 100;

export interface MessageAnswer {
  readonly actionId: string;
  /** `gone`: it was no longer there; `not-found`: not among the first thousands; `unsure`: the broker did not answer. */
  readonly outcome: 'removed' | 'moved' | 'gone' | 'not-found' | 'unsure';
}

export interface PurgeAnswer {
  readonly actionId: string;
  readonly removed: number;
  /** That wait now: they came meanwhile, or are beyond the number typed; null where the broker does not tell. */
  readonly left: number | null;
}
