import type { Broker, QueueReading } from '../brokers/broker';
import type { StoreBatch } from '../store/store';
import { unackedIn, type QueueWatch } from './queue-watch';
import { repeatPaced } from './repeat';

const QUEUES_MS = 2000;
const UNACKED_MS = 3000;
/** New queues are looked for in the bindings this often; known ones are read each time. */
const DISCOVER_MS = 30_000;
const DEPTH_MS = 10_000;
const UNACKED_BUDGET = 2000;

type DepthSample = StoreBatch['depth'][number];

export interface QueueReadingsDeps {
  readonly broker: Pick<Broker, 'queues' | 'unacked'>;
  readonly isConnected: () => boolean;
  /** The queues that workers say they consume. */
  readonly consumed: () => readonly string[];
  readonly queues: QueueWatch;
  readonly sentAt: (uuid: string) => number | null;
  readonly depth: (sample: DepthSample) => void;
  /** Epoch seconds. */
  readonly now: () => number;
}

export interface QueueReadings {
  readonly readQueues: () => Promise<void>;
  readonly readUnacked: () => Promise<void>;
  /** Reads both again and again until `signal` aborts. */
  run(signal: AbortSignal, failed: (error: unknown) => void): Promise<void>;
}

/** Reads queues from the broker into the watch, and samples of their depth into the store. */
export function createQueueReadings(deps: QueueReadingsDeps): QueueReadings {
  const { broker, queues, now } = deps;
  let discoveredMs: number | null = null;
  let sampledMs: number | null = null;

  const sampleDepth = (readings: readonly QueueReading[]): void => {
    if (isWithin(sampledMs, DEPTH_MS)) return;
    sampledMs = performance.now();
    const at = now();
    for (const reading of readings) {
      const unacked = reading.unacked ?? unackedIn(queues.unacked(), reading.name);
      deps.depth({ at, queue: reading.name, ready: readyOf(reading), unacked });
    }
  };

  const readings: QueueReadings = {
    async readQueues() {
      if (!deps.isConnected()) return;
      const consumed = deps.consumed();
      // Those that somebody consumes first: a broker reads a bounded number.
      const names = [...new Set([...consumed, ...queues.due(now())])];
      const discover = names.length === 0 || !isWithin(discoveredMs, DISCOVER_MS);
      if (discover) discoveredMs = performance.now();
      const found = discover ? await broker.queues(null) : [];
      const foundNames = new Set(found.map((reading) => reading.name));
      queues.exist([...consumed, ...foundNames], now());
      const missing = names.filter((name) => !foundNames.has(name));
      const readings = [...found, ...(missing.length > 0 ? await broker.queues(missing) : [])];
      queues.read(readings, now(), deps.sentAt);
      sampleDepth(readings);
    },
    async readUnacked() {
      if (deps.isConnected()) queues.unackedRead(await broker.unacked(UNACKED_BUDGET));
    },
    async run(signal, failed) {
      // A broker that answers slowly is asked the less often.
      await Promise.all([
        repeatPaced(signal, QUEUES_MS, readings.readQueues, failed),
        repeatPaced(signal, UNACKED_MS, readings.readUnacked, failed),
      ]);
    },
  };
  return readings;
}

function isWithin(sinceMs: number | null, spanMs: number): boolean {
  return sinceMs !== null && performance.now() - sinceMs < spanMs;
}

function readyOf({ ready, readyByPriority }: QueueReading): DepthSample['ready'] {
  if (readyByPriority !== null)
    return Object.fromEntries(readyByPriority.map((lane) => [String(lane.priority), lane.ready]));
  return ready === null ? null : { all: ready };
}
