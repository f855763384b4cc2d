import type { BrokerStatus } from '@/lib/cluster/cluster-status';
import { backoffMs, pause } from './amqp-backoff';
import { toAmqpFault, type AmqpFault } from './amqp-error';
import { openAmqpSession, type AmqpNames, type AmqpSession } from './amqp-session';
import { BrokerError, type Broker, type BrokerSink } from './broker';
import type { AmqpEndpoint, AmqpUrl } from './broker-url';

/** A connection that held this long counts as a good one: the next loss is tried again at once. */
const SETTLED_MS = 5_000;

export interface AmqpBrokerOptions {
  readonly url: AmqpUrl;
  /** null: looked for on the broker's host. */
  readonly managementUrl?: string | null;
  readonly eventExchange?: string;
  readonly controlExchange?: string;
}

/** Watches RabbitMQ: events over a queue of our own, queues over the management API or by passive declaration. */
export function createAmqpBroker(options: AmqpBrokerOptions): Broker {
  const { endpoints, display } = options.url;
  let names: AmqpNames = {
    eventExchange: options.eventExchange ?? 'celeryev',
    controlExchange: options.controlExchange ?? 'celery',
  };
  let session: AmqpSession | null = null;
  let status: BrokerStatus = {
    kind: 'amqp',
    url: display,
    state: 'connecting',
    since: Date.now() / 1000,
    error: null,
    errorCode: null,
    retryAt: null,
    limits: {},
  };

  const live = (): AmqpSession => {
    if (session !== null) return session;
    throw new BrokerError('broker_lost', status.error ?? 'RabbitMQ is not connected yet.');
  };

  const run = async (sink: BrokerSink, signal: AbortSignal): Promise<void> => {
    const tell = (change: Partial<BrokerStatus>): void => {
      const since = change.state === undefined || change.state === status.state ? status.since : Date.now() / 1000;
      status = { ...status, ...change, since };
      sink.status(status);
    };
    const lost = (fault: AmqpFault, retryInMs: number): void =>
      tell({
        state: 'lost',
        error: fault.message,
        errorCode: fault.code,
        retryAt: (Date.now() + retryInMs) / 1000,
        limits: {},
      });

    tell({ state: 'connecting' });
    let attempt = 0;
    while (!signal.aborted) {
      const endpoint = endpoints[attempt % endpoints.length] ?? endpoints[0];
      let fault: AmqpFault;
      let settledAt = Infinity;
      try {
        session = await openAmqpSession(
          {
            endpoint,
            managementUrl: options.managementUrl ?? null,
            names,
            onMessage: sink.message,
            ...listeners(endpoint, tell),
          },
          signal,
        );
        settledAt = Date.now() + SETTLED_MS;
        fault = toAmqpFault(await endOf(session, signal), endpoint);
      } catch (error) {
        fault = toAmqpFault(error, endpoint);
      }
      const ending = session;
      session = null;
      await ending?.close();
      if (signal.aborted) return;
      if (Date.now() > settledAt) attempt = 0;
      attempt += 1;
      // A list of servers is gone through without a pause; then all of them are left alone for a while.
      const round = Math.ceil(attempt / endpoints.length);
      const wait = attempt % endpoints.length === 0 ? backoffMs(round, Math.random()) : 0;
      lost(fault, wait);
      await pause(wait, signal);
    }
  };

  /** What a session reports, until the next one takes its place. */
  const listeners = (endpoint: AmqpEndpoint, tell: (change: Partial<BrokerStatus>) => void) => ({
    onLimit(field: string, reason: string | null): void {
      if ((status.limits[field] ?? null) === reason) return;
      const { [field]: _, ...others } = status.limits;
      const limits = reason === null ? others : { ...others, [field]: reason };
      if (status.state === 'connected') tell({ limits });
      else status = { ...status, limits };
    },
    onListening(): void {
      if (status.state !== 'connected')
        tell({ state: 'connected', url: toDisplay(endpoint), error: null, errorCode: null, retryAt: null });
    },
  });

  return {
    kind: 'amqp',
    url: display,
    run,
    control: async (request, onReply) => live().control(request, onReply),
    queues: async (asked) => live().queues(asked),
    // RabbitMQ can't say which messages are unacknowledged, and looking at a waiting one marks it as redelivered.
    unacked: () => Promise.resolve(null),
    findMessage: () => Promise.resolve(null),
    publish: async (task) => live().publish(task),
    adopt(changes) {
      names = {
        eventExchange: changes.eventExchange ?? names.eventExchange,
        controlExchange: changes.controlExchange ?? names.controlExchange,
      };
      session?.adopt(names);
    },
  };
}

async function endOf(session: AmqpSession, signal: AbortSignal): Promise<Error | null> {
  let stop = (): void => undefined;
  const aborted = new Promise<null>((resolve) => {
    stop = () => resolve(null);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
  });
  const error = await Promise.race([session.ended, aborted]);
  signal.removeEventListener('abort', stop);
  return error;
}

function toDisplay({ host, port, vhost, tls }: AmqpEndpoint): string {
  const address = host.includes(':') ? `[${host}]` : host;
  return `${tls === null ? 'amqp' : 'amqps'}://${address}:${port}/${vhost === '/' ? '/' : encodeURIComponent(vhost)}`;
}
