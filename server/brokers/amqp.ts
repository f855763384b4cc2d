import type { BrokerStatus } from '@/lib/cluster/cluster-status';
import { backoffMs } from './amqp-backoff';
import { toAmqpFault, type AmqpFault } from './amqp-error';
import { openAmqpSession, type AmqpSession } from './amqp-session';
import { BrokerError, type AnswerMessage, type Broker, type BrokerSink, type TransportOptions } from './broker';
import type { AmqpEndpoint, AmqpUrl } from './broker-url';
import { isAborted, orAborted } from '../or-aborted';
import { sleep } from './sleep';
import { defaultTransportOptions, mergeTransportOptions } from './transport-options';

/** A connection that held this long counts as a good one: the next loss is tried again at once. */
const SETTLED_MS = 5_000;

export interface AmqpBrokerOptions {
  /** null: looked for on the broker's host. */
  readonly managementUrl?: string | null;
  /** What the user set; only the names of the exchanges mean something here. */
  readonly transport?: Partial<TransportOptions>;
}

/** Watches RabbitMQ: events over a queue of our own, queues over the management API or by passive declaration. */
export function createAmqpBroker(url: AmqpUrl, options: AmqpBrokerOptions = {}): Broker {
  const { endpoints, display } = url;
  let transport = mergeTransportOptions(defaultTransportOptions, options.transport ?? {});
  let session: AmqpSession | null = null;
  let answered: ((answer: AnswerMessage) => void) | null = null;
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

    /** Lives through one connection; the error that ended it. */
    const stay = async (endpoint: AmqpEndpoint): Promise<unknown> => {
      try {
        session = await openAmqpSession(
          {
            endpoint,
            managementUrl: options.managementUrl ?? null,
            names: transport,
            events: {
              message: (raw) => sink.message(raw),
              stream: (reading) => sink.stream?.(reading),
              missed: (missed) => sink.missed?.(missed),
            },
            onAnswer: (answer) => answered?.(answer),
            ...listeners(endpoint, tell),
          },
          signal,
        );
        return await orAborted(session.ended, signal);
      } catch (error) {
        return error;
      }
    };

    tell({ state: 'connecting' });
    for (let attempt = 1; !signal.aborted; attempt += 1) {
      const endpoint = endpoints[(attempt - 1) % endpoints.length] ?? endpoints[0];
      const startedAt = Date.now();
      const error = await stay(endpoint);
      const ending = session;
      session = null;
      if (ending !== null && Date.now() - startedAt > SETTLED_MS) attempt = 1;
      // A list of servers is gone through without a pause; then all of them are left alone for a while.
      const wait = attempt % endpoints.length === 0 ? backoffMs(attempt / endpoints.length, Math.random()) : 0;
      // At the end of our own there is nothing to tell.
      if (!isAborted(signal)) lost(toAmqpFault(error, endpoint), wait);
      await ending?.close();
      await sleep(wait, signal);
    }
    tell({ state: 'ended', error: null, errorCode: null, retryAt: null, limits: {} });
  };

  /** What a session reports, until the next one takes its place. */
  const listeners = (endpoint: AmqpEndpoint, tell: (change: Partial<BrokerStatus>) => void) => ({
    onLimit(field: string, reason: string | null): void {
      if ((status.limits[field] ?? null) === reason) return;
      const others = Object.fromEntries(Object.entries(status.limits).filter(([name]) => name !== field));
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
    toldQueues: async (asked) => live().toldQueues(asked),
    isDeclarable: async (queue, given) => live().isDeclarable(queue, given),
    // RabbitMQ can't say which messages are unacknowledged, and looking at a waiting one marks it as redelivered.
    unacked: () => Promise.resolve(null),
    findMessage: () => Promise.resolve({ message: null, everywhere: false }),
    publish: async (task) => live().publish(task),
    replyTo: async () => live().replyTo(),
    onAnswer(listener) {
      answered = listener;
    },
    waiting: {
      peekIsFree: false,
      peek: async (queue, limit) => live().waiting.peek(queue, limit),
      purge: async (queue, count) => live().waiting.purge(queue, count),
    },
    adopt(changes) {
      transport = mergeTransportOptions(transport, changes);
      session?.adopt(transport);
    },
  };
}

function toDisplay({ host, port, vhost, tls }: AmqpEndpoint): string {
  const address = host.includes(':') ? `[${host}]` : host;
  return `${tls === null ? 'amqp' : 'amqps'}://${address}:${port}/${vhost === '/' ? '/' : encodeURIComponent(vhost)}`;
}
