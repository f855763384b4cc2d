import type { BrokerStatus } from '@/lib/cluster/cluster-status';
import type { Broker, BrokerSink } from '../brokers/broker';
import { orAborted } from '../or-aborted';
import { sleep } from '../brokers/sleep';
import type { Collector } from './collector-parts';
import { repeat } from './repeat';

const LOOK_AT_CLOCK_MS = 250;
const OPEN_AGAIN_MS = 1000;
/** A store that can't be read for so long is left to a new start of this thread. */
const OPEN_ATTEMPTS = 20;
/** Held while a new collector begins; more than these means that it does not. */
const MOST_HELD = 200_000;

export interface WatchingParts {
  readonly broker: Broker;
  /** Makes a collector of what is stored. */
  readonly open: () => Collector;
  /** Seconds by which the clock was set since the last look; 0 when it was not. */
  readonly clockJumped: () => number;
  readonly clockSet: (seconds: number) => void;
  readonly failed: (error: unknown) => void;
  /** No collector can be made any more. */
  readonly lost: (error: unknown) => void;
}

export interface Watching {
  readonly current: () => Collector;
  /** Watches until `signal` aborts; everything is written when it resolves. */
  run(signal: AbortSignal): Promise<void>;
}

/**
 * Runs the broker with a collector on it. All that the collector holds in memory was timed by our clock; when that is
 * set, a new one begins from the store, as after a restart, while the broker's connection goes on and no event is missed.
 */
export function createWatching(parts: WatchingParts): Watching {
  let collector = parts.open();
  let status: BrokerStatus | null = null;
  let round = new AbortController();
  /** While what was seen before the clock was set is being written; what comes meanwhile waits. */
  let reopening: Promise<void> | null = null;
  const toldMeanwhile: (() => void)[] = [];
  let ending = new AbortController().signal;

  const openAgain = async (): Promise<Collector> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return parts.open();
      } catch (error) {
        if (attempt === OPEN_ATTEMPTS || toldMeanwhile.length > MOST_HELD || ending.aborted) throw error;
        if (attempt === 1) parts.failed(error);
        await sleep(OPEN_AGAIN_MS, ending);
      }
    }
  };

  const reopen = async (): Promise<void> => {
    // The old memory must not be judged by the new time while it is written.
    round.abort();
    await collector.finish();
    collector = await openAgain();
    if (status !== null) collector.sink.status(status);
  };

  // Before anything is done by the new time: the old memory and the new time do not fit together.
  const followClock = (): void => {
    if (reopening !== null) return;
    const seconds = parts.clockJumped();
    if (seconds === 0) return;
    parts.clockSet(seconds);
    reopening = reopen()
      .catch(parts.lost)
      .finally(() => {
        reopening = null;
        for (const tell of toldMeanwhile.splice(0)) tell();
      });
  };
  const inTurn = (tell: () => void): void => {
    if (reopening === null) tell();
    else toldMeanwhile.push(tell);
  };

  const sink: BrokerSink = {
    message(raw) {
      followClock();
      inTurn(() => collector.sink.message(raw));
    },
    status(told) {
      followClock();
      inTurn(() => {
        status = told;
        collector.sink.status(told);
      });
    },
    stream: (reading) => inTurn(() => collector.sink.stream?.(reading)),
    missed: (missed) => inTurn(() => collector.sink.missed?.(missed)),
  };

  const rounds = async (signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      await reopening;
      round = new AbortController();
      const ended = AbortSignal.any([signal, round.signal]);
      const running = collector.run(ended);
      await orAborted(running, round.signal);
      // One that has finished may still wait for an answer; nobody waits for it.
      running.catch(parts.failed);
    }
  };

  return {
    current: () => collector,
    async run(signal) {
      ending = signal;
      const looking = repeat(signal, () => LOOK_AT_CLOCK_MS, followClock, parts.failed);
      await Promise.all([parts.broker.run(sink, signal), rounds(signal), looking]);
      await reopening;
      await collector.finish();
    },
  };
}
