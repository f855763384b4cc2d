import type { BrokerStatus } from '@/lib/cluster/cluster-status';
import type { Broker, RawMessage } from '@/server/brokers/broker';
import { openEventMessage } from '@/server/brokers/kombu-envelope';
import { waitFor } from './redis-server';

/** A broker that runs, and all that came from it. */
export interface WatchedBroker {
  readonly broker: Broker;
  readonly messages: RawMessage[];
  readonly statuses: BrokerStatus[];
  /** Every event so far, lists opened. */
  events(): Record<string, unknown>[];
  /** Waits for an event of this type and, when given, of this task. */
  event(type: string, uuid?: string): Promise<Record<string, unknown>>;
  /** Waits until the newest status fulfils the condition. */
  status(what: string, holds: (status: BrokerStatus) => boolean, timeoutMs?: number): Promise<BrokerStatus>;
  connected(): Promise<BrokerStatus>;
  stop(): Promise<void>;
}

/** Runs a broker and keeps what it delivers. */
export function watchBroker(broker: Broker): WatchedBroker {
  const messages: RawMessage[] = [];
  const statuses: BrokerStatus[] = [];
  const stop = new AbortController();
  const running = broker.run(
    { message: (raw) => messages.push(raw), status: (status) => statuses.push(status) },
    stop.signal,
  );
  const events = (): Record<string, unknown>[] =>
    messages.flatMap((raw) => {
      const opened = openEventMessage(raw);
      return opened.ok ? ([opened.body].flat() as Record<string, unknown>[]) : [];
    });
  const status = (what: string, holds: (status: BrokerStatus) => boolean, timeoutMs?: number): Promise<BrokerStatus> =>
    waitFor(
      () => {
        const last = statuses.at(-1);
        return last !== undefined && holds(last) ? last : null;
      },
      what,
      timeoutMs,
    );
  return {
    broker,
    messages,
    statuses,
    events,
    event: (type, uuid) =>
      waitFor(
        () =>
          events().find((event) => event['type'] === type && (uuid === undefined || event['uuid'] === uuid)) ?? null,
        `${type} of ${uuid ?? 'any'}`,
      ),
    status,
    connected: () => status('connected', ({ state }) => state === 'connected', 30_000),
    async stop() {
      stop.abort();
      await running;
    },
  };
}
