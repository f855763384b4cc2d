import type { BrokerStatus } from '@/lib/cluster/cluster-status';
import type { ChordPart } from '@/lib/cluster/results-log';
import type { LockPrefixes, LocksReading } from '@/lib/cluster/locks';
import type { ServerReading } from '@/lib/cluster/server-log';
import type { QueueLane } from '@/lib/cluster/queue';
import type { UnackedEntry } from '@/lib/queues/in-flight';
import type { Awaited } from '@/lib/why/facts';
import type { DeliveredMessages, WaitingMessages } from './messages';

/** A message of the event exchange as it came: what `record` writes and `replay` reads. */
export interface RawMessage {
  /** Our clock, epoch seconds. */
  readonly at: number;
  /** Routing key on RabbitMQ, channel on Redis. */
  readonly channel: string;
  /** The Redis envelope, or the AMQP body; bodies that are not UTF-8 text come as base64 with `encoding`. */
  readonly body: string | Buffer;
  /** AMQP only: content type and encoding, and the headers that matter (compression, hostname). */
  readonly properties?: {
    readonly contentType?: string;
    readonly contentEncoding?: string;
    readonly headers?: Readonly<Record<string, unknown>>;
  };
}

/** How far the stream of events is behind. */
export interface StreamReading {
  /** Seconds that an event which is published now takes to reach us. */
  readonly lagSeconds: number;
  /** Everything that was published before has reached us; our clock, epoch seconds. */
  readonly seenUntil: number;
}

/** A time of which the broker threw events away, because we took them too slowly. */
export interface MissedEvents {
  readonly from: number;
  readonly to: number;
  /** Messages that were published meanwhile, events among them; null where the broker does not count. */
  readonly atMost: number | null;
}

export interface BrokerSink {
  message(raw: RawMessage): void;
  status(status: BrokerStatus): void;
  /** Told about once a second while events flow. */
  stream?(reading: StreamReading): void;
  missed?(missed: MissedEvents): void;
}

export interface ControlRequest {
  readonly method: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** Node names, or null for all. */
  readonly destination: readonly string[] | null;
  readonly timeoutMs: number;
  /** Stop waiting when each of these has answered; null waits for the timeout. */
  readonly expect: readonly string[] | null;
}

export interface ControlReply {
  readonly hostname: string;
  /** Parsed tolerantly: bare NaN and Infinity read as null. */
  readonly reply: unknown;
  readonly ms: number;
}

/** How many unacknowledged messages a consumer may hold. */
export interface ConsumerPrefetch {
  /** Node name; null when it can't be told. */
  readonly worker: string | null;
  /** 0 is no limit; null is not known. */
  readonly prefetch: number | null;
}

/** What the broker itself knows of one queue; null is "can't say", `unknown` names why by field. */
export interface QueueReading {
  readonly name: string;
  readonly ready: number | null;
  /** In the order served. */
  readonly readyByPriority: readonly QueueLane[] | null;
  readonly unacked: number | null;
  readonly consumers: number | null;
  readonly inPerSecond: number | null;
  readonly outPerSecond: number | null;
  /** The prefetch limit of each consumer; absent or null when this broker can't say (Redis). */
  readonly consumerPrefetch?: readonly ConsumerPrefetch[] | null;
  /** uuid of the message that would be delivered next and of the one that waits longest; null where unreadable. */
  readonly headUuid: string | null;
  readonly oldestUuid: string | null;
  readonly unknown: Readonly<Record<string, string>>;
}

export interface UnackedReading {
  readonly at: number;
  readonly total: number;
  readonly byQueue: Readonly<Record<string, number>>;
  /** Oldest first, at most the budget. */
  readonly entries: readonly UnackedEntry[];
  readonly truncated: boolean;
}

/** A task message as it lies in the broker. `body` are the bytes after base64, before decompression. */
export interface TaskMessage {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly contentType: string;
  readonly contentEncoding: string;
  readonly body: Buffer;
  readonly exchange: string;
  readonly routingKey: string;
  readonly queue: string;
  readonly place: MessagePlace;
}

/** Where a message lies. */
export type MessagePlace =
  /** `ahead`: messages of the queue that are served before it, those of earlier lanes among them. */
  | { readonly in: 'queue'; readonly priority: number; readonly ahead: number }
  | { readonly in: 'unacked'; readonly deliveredAt: number; readonly redelivered: boolean };

export interface FoundMessage {
  readonly message: TaskMessage | null;
  /** All that was to be looked at was: what was not found is not there. */
  readonly everywhere: boolean;
}

/** A message whose task sends another one when it ends. */
export interface AwaitedMessage extends Omit<Awaited, 'chord'> {
  /** Of a part of a chord. */
  readonly groupId: string | null;
}

/** What to publish; the broker adds delivery tag, delivery_info and the envelope. */
export interface OutgoingTask {
  readonly queue: string;
  /** Through this one, with the routing key, to all queues that are bound so; absent or empty: straight to the queue. */
  readonly exchange?: string;
  readonly routingKey?: string;
  /** The broker may drop it when it has waited so long. */
  readonly expirationMs?: number | null;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
  readonly contentType: string;
  readonly contentEncoding: string;
  readonly correlationId: string;
  readonly replyTo: string | null;
  readonly priority: number;
}

/** What a worker of the `rpc://` result backend sends to the queue that a task named. */
export interface AnswerMessage {
  /** uuid of the task. */
  readonly correlationId: string;
  readonly contentType: string;
  readonly contentEncoding: string;
  readonly compression: unknown;
  readonly body: Buffer;
}

/** Transport settings that workers report (`stats.broker.transport_options`, `conf`) and the user may set. */
export interface TransportOptions {
  readonly globalKeyprefix: string;
  readonly fanoutPrefix: boolean | string;
  readonly fanoutPatterns: boolean;
  readonly prioritySteps: readonly number[];
  readonly sep: string;
  readonly unackedKey: string;
  readonly unackedIndexKey: string;
  readonly eventExchange: string;
  readonly controlExchange: string;
  readonly masterName: string | null;
}

/**
 * A broker that is watched. It never consumes from, declares, restores or deletes what belongs to the user; it
 * reconnects by itself with capped backoff (at most 10 s). Every read rejects with a `BrokerError` while it is down.
 */
export interface Broker {
  readonly kind: BrokerStatus['kind'];
  /** URL without credentials. */
  readonly url: string;
  /** Connects and delivers events and status changes until `signal` aborts; resolves after cleaning up. */
  run(sink: BrokerSink, signal: AbortSignal): Promise<void>;
  /** Sends a control command; resolves with the replies, `onReply` sees each as it comes. */
  control(request: ControlRequest, onReply?: (reply: ControlReply) => void): Promise<readonly ControlReply[]>;
  /** Reads queues by name; `names` null also discovers them. */
  queues(names: readonly string[] | null): Promise<readonly QueueReading[]>;
  /**
   * Whether a worker that does not know the queue could declare it so without being refused; null: can't be told. Absent
   * where nothing is declared (Redis, replay).
   */
  isDeclarable?(queue: string, queueArguments: Readonly<Record<string, unknown>>): Promise<boolean | null>;
  /** Queues in the management API's own words, none where it can't be had; absent where there is no such API. */
  toldQueues?(names: readonly string[]): Promise<readonly unknown[]>;
  /** null when this broker cannot say (RabbitMQ, replay). */
  unacked(budget: number): Promise<UnackedReading | null>;
  /**
   * The original message of a task, looked for, within bounds, in the queue that is named (all when null) and among the
   * unacknowledged.
   */
  findMessage(uuid: string, queueHint: string | null): Promise<FoundMessage>;
  /** Absent where the broker gives no access to delivered messages (RabbitMQ, replay). */
  readonly delivered?: DeliveredMessages;
  /** Parts of a group that lie in the broker, looked for within bounds; absent where that can't be done. */
  findGroup?(groupId: string): Promise<{ readonly found: readonly ChordPart[]; readonly everywhere: boolean }>;
  /**
   * Messages whose tasks send the task of this uuid when they have ended, looked for within bounds; absent where that
   * can't be done.
   */
  findAwaited?(uuid: string): Promise<readonly AwaitedMessage[]>;
  /** Messages of this task that lie in the broker, looked for within bounds; absent where that can't be done. */
  findNamed?(name: string): Promise<{ readonly isFound: boolean; readonly everywhere: boolean }>;
  /** Locks that lie beside the queues; null where they may not be read, absent where there is no place for them. */
  locks?(prefixes: LockPrefixes): Promise<LocksReading | null>;
  /** What the server tells of itself; absent where there is none to ask (RabbitMQ, replay). */
  server?(): Promise<ServerReading>;
  /** Absent where there is no queue to look into (replay). */
  readonly waiting?: WaitingMessages;
  /** Publishes one task to an existing queue. */
  publish(task: OutgoingTask): Promise<void>;
  /** The queue of ours that answers to a task may be sent to; absent where there is none. */
  replyTo?(): Promise<string>;
  /** Names who takes the answers that come there. */
  onAnswer?(listener: (answer: AnswerMessage) => void): void;
  /** The time it is where the messages come from, epoch seconds; absent: the wall clock (all but a replay). */
  readonly now?: () => number;
  /** Applies what workers reported; takes effect at once where it differs. */
  adopt(options: Partial<TransportOptions>): void;
}

export class BrokerError extends Error {
  override readonly name = 'BrokerError';
  constructor(
    readonly code: string,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}
