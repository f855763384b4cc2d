import type { Channel, ChannelModel, ConsumeMessage } from 'amqplib';
import { deadline } from './amqp-deadline';
import type { MissedEvents, StreamReading } from './broker';
import { sleep } from './sleep';

const EVERY_MS = 1000;
const OPERATION_TIMEOUT_MS = 8_000;

export interface BacklogOf {
  /** The queue that holds events for us. */
  readonly queue: string;
  /** Where the server puts what it had to drop from that queue; null where it does not. */
  readonly dropped: string | null;
  /** Messages that reached us so far. */
  readonly received: () => number;
}

export interface BacklogListener {
  readonly stream: (reading: StreamReading) => void;
  readonly missed: (missed: MissedEvents) => void;
}

/** Reads how much waits for us in our own queue, and whether some of it was dropped, until `signal` aborts. */
export async function watchBacklog(
  model: ChannelModel,
  backlog: BacklogOf,
  listener: BacklogListener,
  signal: AbortSignal,
): Promise<void> {
  const channel = await deadline(model.createChannel(), OPERATION_TIMEOUT_MS, 'open a channel');
  channel.on('error', () => undefined);
  const drops = backlog.dropped === null ? null : await watchDropped(channel, backlog.dropped);
  let emptyAt = Date.now() / 1000;
  let lookedMs = performance.now();
  let receivedBefore = backlog.received();
  try {
    while (!signal.aborted) {
      const askedAt = Date.now() / 1000;
      const waiting = await count(channel, backlog.queue);
      const seconds = (performance.now() - lookedMs) / 1000;
      lookedMs += seconds * 1000;
      const perSecond = (backlog.received() - receivedBefore) / Math.max(seconds, 0.001);
      receivedBefore = backlog.received();
      const seenUntil = emptyAt;
      if (waiting === 0) emptyAt = askedAt;
      // All that waits was published after the queue was empty.
      const lagSeconds = Math.min(waiting / Math.max(perSecond, 1), Math.max(0, askedAt - emptyAt));
      listener.stream({ lagSeconds, seenUntil: emptyAt });
      if (drops !== null && (await drops())) listener.missed({ from: seenUntil, to: Date.now() / 1000, atMost: null });
      await sleep(EVERY_MS, signal);
    }
  } finally {
    channel.close().catch(() => undefined);
  }
}

async function count(channel: Channel, queue: string): Promise<number> {
  return (await deadline(channel.checkQueue(queue), OPERATION_TIMEOUT_MS, 'read our queue')).messageCount;
}

/**
 * True when something was dropped since the call before. One message at a time is held, so that the flood of what is
 * dropped never reaches us, and so that the one which tells does not expire itself.
 */
async function watchDropped(channel: Channel, queue: string): Promise<() => Promise<boolean>> {
  let held: ConsumeMessage | null = null;
  const what = 'watch for dropped events';
  await deadline(channel.prefetch(1), OPERATION_TIMEOUT_MS, what);
  const hold = (message: ConsumeMessage | null): void => void (held = message);
  await deadline(channel.consume(queue, hold), OPERATION_TIMEOUT_MS, what);
  return async () => {
    const message = held;
    if (message === null) return false;
    held = null;
    // What comes next was dropped later.
    await deadline(channel.purgeQueue(queue), OPERATION_TIMEOUT_MS, what);
    channel.ack(message);
    return true;
  };
}
