import { basename } from 'node:path';
import type { BrokerStatus } from '@/lib/cluster/cluster-status';
import { BrokerError, type Broker, type BrokerSink, type RawMessage } from './broker';
import { readLines } from './recording-lines';
import { decodeRow } from './recording-row';
import { offsetFor, wallClock, type RecordingSpan, type ReplayClock } from './replay-clock';
import { shiftMessage } from './replay-shift';

/** As fast as it goes, the rest of the process gets a turn after so many messages. */
const MESSAGES_PER_TURN = 100;

export interface ReplayOptions {
  readonly file: string;
  /** 1 as recorded, N times faster, 0 as fast as possible. */
  readonly speed?: number;
  /** Whether the events look as if they happened now; true unless said otherwise. */
  readonly shift?: boolean;
  readonly clock?: ReplayClock;
}

export interface ReplayProgress {
  readonly delivered: number;
  /** Lines that are no messages. */
  readonly malformed: number;
  /** Messages that were left out because their times could not be moved. */
  readonly unshifted: number;
}

export interface ReplayBroker extends Broker {
  progress(): ReplayProgress;
  /** That of the last message, or the wall clock at speed 1. */
  readonly now: () => number;
}

/** Plays a recording, or a capture, as if its broker were here. Nothing can be asked of it or sent to it. */
export function createReplayBroker(options: ReplayOptions): ReplayBroker {
  const { file, speed = 1, shift = true, clock = wallClock } = options;
  const url = `replay:${basename(file)}`;
  let progress: ReplayProgress = { delivered: 0, malformed: 0, unshifted: 0 };
  let position: number | null = null;

  const count = (field: keyof ReplayProgress): void => {
    progress = { ...progress, [field]: progress[field] + 1 };
  };

  const deliver = (raw: RawMessage, offset: number, sink: BrokerSink): void => {
    const shifted = shiftMessage(raw, offset);
    if (shifted === null) {
      count('unshifted');
      return;
    }
    position = shifted.at;
    sink.message(shifted);
    count('delivered');
  };

  const play = async (span: RecordingSpan, sink: BrokerSink, signal: AbortSignal): Promise<void> => {
    const startedAt = clock.now();
    const offset = shift ? offsetFor(span, speed, startedAt) : 0;
    let turn = 0;
    for await (const line of readLines(file, signal)) {
      const row = line === null ? null : decodeRow(line);
      if (row === null || row.is === 'malformed') count('malformed');
      else if (row.is === 'message') {
        const dueIn = speed === 0 ? 0 : startedAt + (row.raw.at - span.firstAt) / speed - clock.now();
        turn += 1;
        if (dueIn > 0) await clock.wait(dueIn, signal);
        else if (turn % MESSAGES_PER_TURN === 0) await clock.breathe();
        if (signal.aborted) return;
        deliver(row.raw, offset, sink);
      }
    }
  };

  const run = async (sink: BrokerSink, signal: AbortSignal): Promise<void> => {
    const tell = (state: BrokerStatus['state'], fault: BrokerError | null): void =>
      sink.status({
        kind: 'replay',
        url,
        state,
        since: clock.now(),
        error: fault?.message ?? null,
        errorCode: fault?.code ?? null,
        retryAt: null,
        limits: {},
      });
    tell('connecting', null);
    try {
      const span = await spanOf(file, signal);
      tell('connected', null);
      await play(span, sink, signal);
      tell('ended', null);
    } catch (error) {
      // A file that can't be read to its end: what came before it counts.
      if (!signal.aborted) tell('ended', toFault(error, url));
    }
    await untilAborted(signal);
  };

  const readOnly = (): Promise<never> =>
    Promise.reject(new BrokerError('replay_read_only', 'This is a replay of a recording: nothing can be sent to it.'));

  return {
    kind: 'replay',
    url,
    run,
    progress: () => progress,
    now: () => (speed === 1 || position === null ? clock.now() : position),
    control: readOnly,
    queues: () => Promise.resolve([]),
    unacked: () => Promise.resolve(null),
    findMessage: () => Promise.resolve({ message: null, everywhere: false }),
    publish: readOnly,
    adopt: () => undefined,
  };
}

/** From the first to the last message. Reading it all first also tells at once when there is nothing to replay. */
async function spanOf(file: string, signal: AbortSignal): Promise<RecordingSpan> {
  let firstAt = Infinity;
  let lastAt = -Infinity;
  try {
    for await (const line of readLines(file, signal)) {
      const row = line === null ? null : decodeRow(line);
      if (row?.is !== 'message') continue;
      firstAt = Math.min(firstAt, row.raw.at);
      lastAt = Math.max(lastAt, row.raw.at);
    }
  } catch (error) {
    // The messages before the damage can be replayed; the second reading tells of it.
    if (firstAt === Infinity) throw error;
  }
  if (firstAt === Infinity) throw new BrokerError('replay_empty', 'The file holds no event messages.');
  return { firstAt, lastAt };
}

function toFault(error: unknown, url: string): BrokerError {
  if (error instanceof BrokerError) return error;
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'EREAD';
  const says: Readonly<Record<string, string>> = {
    ENOENT: `There is no file for ${url}.`,
    EACCES: `The file of ${url} may not be read.`,
    EISDIR: `${url} is a folder, not a file.`,
    Z_BUF_ERROR: `The compressed file of ${url} is cut off; what came before was replayed.`,
    Z_DATA_ERROR: `The compressed file of ${url} is damaged; what came before was replayed.`,
  };
  return new BrokerError(code, says[code] ?? `The file of ${url} can't be read (${code}).`, { cause: error });
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
