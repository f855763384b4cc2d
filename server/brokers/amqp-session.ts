import type { AmqpEndpoint } from './broker-url';
import { backoffMs } from './amqp-backoff';
import { openAmqp, type AmqpConnection } from './amqp-connection';
import { openAmqpControl, type AmqpControl } from './amqp-control';
import { refusalOf, replyCodeOf, toAmqpFault } from './amqp-error';
import { subscribeToEvents, type AmqpSubscription, type EventListener } from './amqp-events';
import { publishTask } from './amqp-publish';
import { peekAtRabbitmq, purgeRabbitmq } from './amqp-waiting';
import type { WaitingMessages } from './messages';
import { isDeclarable } from './amqp-declare';
import { checkQueues, missingReading, refresh } from './amqp-queues';
import {
  BrokerError,
  type AnswerMessage,
  type Broker,
  type ControlReply,
  type ControlRequest,
  type OutgoingTask,
  type QueueReading,
} from './broker';
import { createManagement } from './rabbitmq-management';
import { sleep } from './sleep';

export interface AmqpNames {
  readonly eventExchange: string;
  readonly controlExchange: string;
}

export interface SessionOptions {
  readonly endpoint: AmqpEndpoint;
  readonly managementUrl: string | null;
  readonly names: AmqpNames;
  readonly events: EventListener;
  /** What RabbitMQ does not let us do, by field; null when it does again. */
  readonly onLimit: (field: string, reason: string | null) => void;
  /** The event queue stands, or the reason why it can't is told. */
  readonly onListening: () => void;
  /** The result of a task that named our queue of replies. */
  readonly onAnswer?: (answer: AnswerMessage) => void;
}

/** Everything that lives as long as one connection to one server. */
export interface AmqpSession {
  readonly ended: Promise<Error | null>;
  control(request: ControlRequest, onReply?: (reply: ControlReply) => void): Promise<readonly ControlReply[]>;
  queues(names: readonly string[] | null): Promise<readonly QueueReading[]>;
  toldQueues(names: readonly string[]): Promise<readonly unknown[]>;
  isDeclarable: NonNullable<Broker['isDeclarable']>;
  publish(task: OutgoingTask): Promise<void>;
  replyTo(): Promise<string>;
  readonly waiting: Omit<WaitingMessages, 'single' | 'peekIsFree'>;
  adopt(names: AmqpNames): void;
  close(): Promise<void>;
}

export async function openAmqpSession(options: SessionOptions, signal: AbortSignal): Promise<AmqpSession> {
  const { endpoint, onLimit } = options;
  const connection = await openAmqp(endpoint, 'events', signal);
  const stop = new AbortController();
  const management = createManagement({ endpoint, clusterName: connection.clusterName, url: options.managementUrl });
  let { names } = options;
  let subscription: AmqpSubscription | null = null;
  let commands: Promise<AmqpConnection> | null = null;
  let control: { readonly exchange: string; readonly client: Promise<AmqpControl> } | null = null;

  const listen = async (): Promise<void> => {
    for (let attempt = 1; !stop.signal.aborted; attempt += 1) {
      const exchange = names.eventExchange;
      try {
        subscription = await subscribeToEvents(connection.model, exchange, options.events);
        attempt = 1;
        onLimit('events', null);
        options.onListening();
        await subscription.ended;
        if (!connection.isEnded() && exchange === names.eventExchange) onLimit('events', 'event_queue_gone');
      } catch (error) {
        if (connection.isEnded()) return;
        onLimit('events', error instanceof BrokerError ? error.code : refusalOf(error));
        options.onListening();
      }
      if (exchange === names.eventExchange) await sleep(backoffMs(attempt, Math.random()), stop.signal);
    }
  };

  // Commands have a connection of their own: under a resource alarm RabbitMQ stops reading from one that publishes,
  // and events and queue readings must go on.
  const commandConnection = async (): Promise<AmqpConnection> => {
    const opening = (commands ??= openAmqp(endpoint, 'commands', stop.signal).then((opened) => {
      opened.onBlocked(() => onLimit('publish', opened.blocked() === null ? null : 'resource_alarm'));
      void opened.ended.then(() => {
        if (!stop.signal.aborted) onLimit('publish', null);
      });
      return opened;
    }));
    const opened = await opening.catch((error: unknown) => {
      if (commands === opening) commands = null;
      throw error;
    });
    if (!opened.isEnded()) return opened;
    if (commands === opening) commands = null;
    return commandConnection();
  };

  const controlClient = async (): Promise<AmqpControl> => {
    const exchange = names.controlExchange;
    if (control !== null && control.exchange === exchange) {
      const client = await control.client;
      if (!client.isEnded()) return client;
    }
    const current = {
      exchange,
      client: commandConnection().then((opened) => openAmqpControl(opened, exchange, options.onAnswer)),
    };
    control = current;
    try {
      const client = await current.client;
      onLimit('control', null);
      return client;
    } catch (error) {
      if (control === current) control = null;
      if (replyCodeOf(error) !== null) onLimit('control', refusalOf(error));
      throw error;
    }
  };

  const connectionEnded = connection.ended.then((error) => {
    stop.abort();
    return error;
  });
  const listening = listen();

  return {
    ended: connectionEnded,
    control: (request, onReply) => translated(endpoint, async () => (await controlClient()).request(request, onReply)),
    queues: (asked) =>
      translated(endpoint, async () => {
        const reading = await management.queues();
        onLimit('queues', reading.ok ? null : reading.reason);
        if (!reading.ok) return checkQueues(connection, asked ?? [], reading.reason);
        const known = new Map(reading.queues.map((queue) => [queue.name, queue]));
        const wanted =
          asked === null
            ? reading.queues
            : asked.map((name) => known.get(name) ?? missingReading(name, 'queue_missing'));
        return refresh(connection, wanted);
      }),
    toldQueues: (asked) => management.told(asked),
    isDeclarable: (queue, given) =>
      translated(endpoint, async () => isDeclarable(await commandConnection(), queue, given)),
    publish: (task) => translated(endpoint, async () => publishTask(await commandConnection(), task)),
    replyTo: () => translated(endpoint, async () => (await controlClient()).replyQueue),
    waiting: {
      peek: (queue, limit) => translated(endpoint, async () => peekAtRabbitmq(await commandConnection(), queue, limit)),
      purge: (queue, count) => translated(endpoint, async () => purgeRabbitmq(await commandConnection(), queue, count)),
    },
    adopt(next) {
      const moved = next.eventExchange !== names.eventExchange;
      const closing = next.controlExchange === names.controlExchange ? null : control;
      names = next;
      if (moved) void subscription?.close();
      if (closing !== null)
        void closing.client.then(
          (client) => client.close(closed()),
          () => undefined,
        );
    },
    async close() {
      stop.abort();
      await Promise.all([
        subscription?.close(),
        commands?.then(
          (opened) => opened.close(),
          () => undefined,
        ),
      ]);
      await connection.close();
      await listening;
    },
  };
}

/** What amqplib says becomes a `BrokerError`; callers know no amqplib. */
async function translated<T>(endpoint: AmqpEndpoint, operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    if (error instanceof BrokerError) throw error;
    if (replyCodeOf(error) !== null) {
      throw new BrokerError(
        refusalOf(error),
        `RabbitMQ refused it: the user "${endpoint.username}" may lack a permission.`,
        { cause: error },
      );
    }
    const fault = toAmqpFault(error, endpoint);
    throw new BrokerError(fault.code, fault.message, { cause: error });
  }
}

function closed(): BrokerError {
  return new BrokerError(
    'broker_lost',
    'The remote control moved to another exchange before the workers could answer.',
  );
}
