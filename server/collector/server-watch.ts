import { withReading, type ServerSight } from '@/lib/cluster/server-log';
import type { Broker } from '../brokers/broker';
import { repeatPaced } from './repeat';

const READ_MS = 10_000;

export interface ServerWatchParts {
  readonly broker: Pick<Broker, 'server'>;
  readonly isConnected: () => boolean;
  /** Messages that wait in all queues; null when not known. */
  readonly ready: () => number | null;
  /** What workers hold, and have ended since the last reading. */
  readonly taken: () => number;
}

export interface ServerWatch {
  sight(): ServerSight | null;
  run(signal: AbortSignal, failed: (error: unknown) => void): Promise<void>;
}

/** Reads from time to time what the broker's server tells of itself. */
export function createServerWatch({ broker, isConnected, ready, taken }: ServerWatchParts): ServerWatch {
  let sight: ServerSight | null = null;
  const read = async (): Promise<void> => {
    const waiting = ready();
    const reading = isConnected() ? await broker.server?.() : undefined;
    if (reading !== undefined) sight = withReading(sight, reading, waiting, taken());
  };
  return {
    sight: () => sight,
    run: (signal, failed) => repeatPaced(signal, READ_MS, read, failed),
  };
}
