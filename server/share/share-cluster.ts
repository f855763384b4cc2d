import { randomUUID } from 'node:crypto';
import type { CollectorClient, RunningCollector } from '../collector-client';
import { CollectorError } from '../collector-error';
import type { CallAnswer } from '../pending-calls';
import { FrameDiff } from './frame-diff';
import type { ShareBus } from './share-bus';
import type { CollectorFacts } from './share-frame';
import type { ShareMessages } from './share-messages';

/** Everything at once is large, and those who ask for it may be many. */
const WHOLE_EVERY_MS = 1_000;
/** While the collector's thread is started again, nothing changes; the web processes hear that it is known. */
const BEAT_MS = 1_000;
const MAX_CALLS = 200;
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

export interface ShareClusterParts {
  readonly bus: ShareBus;
  /** While it stands by it says nothing. */
  readonly collector: CollectorClient & Pick<RunningCollector, 'term'>;
  readonly facts: CollectorFacts;
  readonly log: (error: unknown, text: string) => void;
}

export interface SharedCluster {
  /** Tells the web processes that it goes. */
  close(): void;
}

/** Gives a collector's cluster to web processes and does what they ask of it. */
export function shareCluster({ bus, collector, facts, log }: ShareClusterParts): SharedCluster {
  const from = randomUUID();
  const diff = new FrameDiff();
  let seq = 0;
  let wholeAt = -Infinity;
  let isWholeWanted = true;
  let calls = 0;
  let isClosed = false;

  const sendFrame = (): void => {
    const { cluster, term } = collector;
    if (isClosed) return;
    // What is not sent now is part of the next one.
    if (cluster === null || term === null || !bus.isConnected || bus.isBusy) return;
    if (isWholeWanted && performance.now() - wholeAt > WHOLE_EVERY_MS) {
      isWholeWanted = false;
      wholeAt = performance.now();
      diff.forget();
    }
    for (const part of diff.next(cluster)) bus.send('frame', { from, term, seq: (seq += 1), facts, ...part });
  };

  const answer = async ({ id, web, call }: ShareMessages['call']): Promise<void> => {
    calls += 1;
    try {
      bus.send('answer', { web, answer: await answerTo(id, () => asked(collector, call)) });
    } catch (error) {
      log(error, `An answer could not be shared.`);
    } finally {
      calls -= 1;
    }
  };

  bus.onConnection(() => {
    // While it was away others could hear nothing.
    isWholeWanted = true;
    sendFrame();
  });
  bus.on('hello', () => {
    isWholeWanted = true;
    sendFrame();
  });
  bus.on('call', (message) => {
    if (message.to !== from) return;
    if (calls < MAX_CALLS) void answer(message);
    else bus.send('answer', { web: message.web, answer: failure(message.id, BUSY) });
  });
  const stopListening = collector.onChange(sendFrame);
  const beat = setInterval(sendFrame, BEAT_MS);
  return {
    close() {
      // Who asks now would take the answer for that of one who goes on.
      isClosed = true;
      clearInterval(beat);
      stopListening();
      if (bus.isConnected) bus.send('bye', { from });
    },
  };
}

const BUSY = new CollectorError('collector_busy', 'Too many requests wait for the collector; try again later.', 503);
const TOO_LARGE = new CollectorError('answer_too_large', 'The answer is larger than can be shared.', 500);

function asked(collector: CollectorClient, { name, request }: ShareMessages['call']['call']): Promise<unknown> {
  return collector.call(name, request);
}

async function answerTo(id: number, ask: () => Promise<unknown>): Promise<CallAnswer> {
  try {
    const value = await ask();
    const isTooLarge = JSON.stringify({ value }).length > MAX_ANSWER_BYTES;
    return isTooLarge ? failure(id, TOO_LARGE) : { id, ok: true, value };
  } catch (error) {
    if (error instanceof CollectorError) return failure(id, error);
    throw error;
  }
}

function failure(id: number, { code, message, status }: CollectorError): CallAnswer {
  return { id, ok: false, code, message, status };
}
