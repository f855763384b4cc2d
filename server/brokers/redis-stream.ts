import type { StreamReading } from './broker';
import { isRefusal } from './redis-connect';
import type { RedisSession } from './redis-session';

const ASK_EVERY_MS = 1000;
/** Often enough to see a stop that is shorter than the time between two questions. */
const LOOK_EVERY_MS = 250;
/** Later than this means that the server holds events back for us. */
const BEHIND_SECONDS = 0.3;
const MAX_WAITING = 60;

export interface RedisStream {
  /** True when the server had to keep events for us just now, as it does within limits only. */
  wasBehind(): boolean;
  /** Everything published before has reached us; epoch seconds. */
  readonly seenUntil: number;
}

/**
 * Measures how late events reach us: the answer to a PING on the subscriber's connection stands behind everything that
 * was published before it.
 */
export function watchStream(
  { events }: Pick<RedisSession, 'events'>,
  tell: (reading: StreamReading) => void,
  signal: AbortSignal,
): RedisStream {
  let seenUntil = Date.now() / 1000;
  let lagSeconds = 0;
  let lookedMs = performance.now();
  let askedMs = lookedMs;
  let behindMs = Number.NEGATIVE_INFINITY;
  /** When the newest question was asked whose answer came at once: then the server kept nothing for us. */
  let caughtUpMs = Number.NEGATIVE_INFINITY;
  /** When each of the questions that wait for an answer was sent: our clock, and one that nobody sets. */
  let waiting: readonly { readonly at: number; readonly ms: number }[] = [];

  const late = (nowMs: number): number => {
    const [oldest] = waiting;
    return Math.max(lagSeconds, oldest === undefined ? 0 : (nowMs - oldest.ms) / 1000);
  };

  const look = (): void => {
    const nowMs = performance.now();
    // While we were stopped or busy, events piled up as well.
    const stalledSeconds = (nowMs - lookedMs - LOOK_EVERY_MS) / 1000;
    lookedMs = nowMs;
    if (Math.max(late(nowMs), stalledSeconds) > BEHIND_SECONDS) behindMs = nowMs;
    if (nowMs - askedMs < ASK_EVERY_MS - LOOK_EVERY_MS / 2) return;
    tell({ lagSeconds: late(nowMs), seenUntil });
    ask(nowMs);
  };

  const ask = (nowMs: number): void => {
    askedMs = nowMs;
    if (waiting.length >= MAX_WAITING) return;
    const question = { at: Date.now() / 1000, ms: nowMs };
    waiting = [...waiting, question];
    const answered = (): void => {
      lagSeconds = (performance.now() - question.ms) / 1000;
      seenUntil = question.at;
      if (lagSeconds <= BEHIND_SECONDS) caughtUpMs = question.ms;
      waiting = waiting.filter(({ ms }) => ms > question.ms);
    };
    // Without an answer in time it still stands behind the events; a refusal is an answer too.
    events.ping().then(answered, (error: unknown) => {
      if (isRefusal(error)) answered();
    });
  };

  const timer = setInterval(look, LOOK_EVERY_MS);
  timer.unref();
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
  ask(lookedMs);
  return {
    wasBehind() {
      const nowMs = performance.now();
      const isStalled = nowMs - lookedMs - LOOK_EVERY_MS > BEHIND_SECONDS * 1000;
      return isStalled || late(nowMs) > BEHIND_SECONDS || behindMs > caughtUpMs;
    },
    get seenUntil() {
      return seenUntil;
    },
  };
}
