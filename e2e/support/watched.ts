import type { BrokerStatus } from '@/lib/cluster/cluster-status';
import { openBroker } from '@/server/brokers';
import type { Broker, RawMessage, TransportOptions } from '@/server/brokers/broker';
import { openEventMessage } from '@/server/brokers/kombu-envelope';
import { waitFor } from './redis-server';

export interface Watched {
  readonly broker: Broker;
  readonly messages: RawMessage[];
  readonly statuses: BrokerStatus[];
  /** Decoded events, singles and lists alike. */
  events(): Record<string, unknown>[];
  status(): BrokerStatus | null;
  /** Waits for a status of this state, and with this code where one is given. */
  until(state: BrokerStatus['state'], errorCode?: string, timeoutMs?: number): Promise<BrokerStatus>;
  untilEvent(type: string, uuid?: string): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

/** Runs a broker and keeps what it delivers. */
export function watch(url: string, transport: Partial<TransportOptions> = {}): Watched {
  const broker = openBroker({ url, transport, managementUrl: null });
  const stop = new AbortController();
  const messages: RawMessage[] = [];
  const statuses: BrokerStatus[] = [];
  const running = broker.run(
    { message: (raw) => messages.push(raw), status: (status) => statuses.push(status) },
    stop.signal,
  );
  const events = (): Record<string, unknown>[] =>
    messages.flatMap((raw) => {
      const opened = openEventMessage(raw);
      return opened.ok ? ([opened.body].flat() as Record<string, unknown>[]) : [];
    });
  return {
    broker,
    messages,
    statuses,
    events,
    status: () => statuses.at(-1) ?? null,
    until: (state, errorCode, timeoutMs = 20_000) =>
      waitFor(
        () => {
          const status = statuses.at(-1);
          return status?.state === state && (errorCode === undefined || status.errorCode === errorCode) ? status : null;
        },
        () => `state ${state} ${errorCode ?? ''}, now ${JSON.stringify(statuses.at(-1))}`,
        timeoutMs,
      ),
    untilEvent: (type, uuid) =>
      waitFor(
        () =>
          events().find((event) => event['type'] === type && (uuid === undefined || event['uuid'] === uuid)) ?? null,
        `${type} of ${uuid ?? 'anything'}`,
      ),
    async close() {
      stop.abort();
      await running;
    },
  };
}
