import type { BrokerStatus } from '@/lib/cluster/cluster-status';
import { openBroker } from '@/server/brokers';
import type { Broker, RawMessage, TransportOptions } from '@/server/brokers/broker';
import { openEventMessage } from '@/server/brokers/kombu-envelope';
import { waitFor } from './redis-server';

/** A broker that runs, and all that came from it. */
export interface Watched {
  readonly broker: Broker;
  readonly messages: RawMessage[];
  readonly statuses: BrokerStatus[];
  /** Every event so far, lists opened. */
  events(): Record<string, unknown>[];
  status(): BrokerStatus | null;
  /** Waits for a status of this state, and with this code where one is given. */
  until(state: BrokerStatus['state'], errorCode?: string, timeoutMs?: number): Promise<BrokerStatus>;
  /** Waits until the newest status fulfils the condition. */
  untilStatus(what: string, holds: (status: BrokerStatus) => boolean, timeoutMs?: number): Promise<BrokerStatus>;
  /** Waits for an event of this type and, when given, of this task. */
  untilEvent(type: string, uuid?: string): Promise<Record<string, unknown>>;
  connected(): Promise<BrokerStatus>;
  close(): Promise<void>;
}

/** Opens the broker of a URL, runs it and keeps what it delivers. */
export function watch(url: string, transport: Partial<TransportOptions> = {}): Watched {
  return watchBroker(openBroker({ url, transport, managementUrl: null }));
}

/** Runs a broker and keeps what it delivers. */
export function watchBroker(broker: Broker): Watched {
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
  const untilStatus: Watched['untilStatus'] = (what, holds, timeoutMs) =>
    waitFor(
      () => {
        const last = statuses.at(-1);
        return last !== undefined && holds(last) ? last : null;
      },
      () => `${what}, now ${JSON.stringify(statuses.at(-1))}`,
      timeoutMs,
    );
  const until: Watched['until'] = (state, errorCode, timeoutMs) =>
    untilStatus(
      `state ${state} ${errorCode ?? ''}`,
      (status) => status.state === state && (errorCode === undefined || status.errorCode === errorCode),
      timeoutMs,
    );
  return {
    broker,
    messages,
    statuses,
    events,
    status: () => statuses.at(-1) ?? null,
    until,
    untilStatus,
    untilEvent: (type, uuid) =>
      waitFor(
        () =>
          events().find((event) => event['type'] === type && (uuid === undefined || event['uuid'] === uuid)) ?? null,
        `${type} of ${uuid ?? 'any'}`,
      ),
    connected: () => until('connected'),
    async close() {
      stop.abort();
      await running;
    },
  };
}
