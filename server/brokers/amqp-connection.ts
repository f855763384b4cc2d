import { readFile } from 'node:fs/promises';
import { Duplex } from 'node:stream';
import { connect, type ChannelModel, type SocketOptions } from 'amqplib';
import { deadline } from './amqp-deadline';
import { BrokerError } from './broker';
import type { AmqpEndpoint } from './broker-url';

const CONNECT_TIMEOUT_MS = 10_000;
const CLOSE_TIMEOUT_MS = 2_000;
/** A server that vanished without a word is noticed after two to three of these. */
const HEARTBEAT_SECONDS = 10;

/** One open AMQP connection. */
export interface AmqpConnection {
  readonly model: ChannelModel;
  readonly endpoint: AmqpEndpoint;
  /** Name of the cluster as the server tells it; null when it does not. */
  readonly clusterName: string | null;
  /** Reason of the resource alarm while RabbitMQ blocks our publishing; null else. */
  blocked(): string | null;
  onBlocked(listener: () => void): void;
  /** Settles when the connection has ended, with the error that ended it. */
  readonly ended: Promise<Error | null>;
  isEnded(): boolean;
  close(): Promise<void>;
}

/** Opens a connection named `celeryscope`; rejects with what the socket, TLS or the server said. */
export async function openAmqp(endpoint: AmqpEndpoint, purpose: string, signal: AbortSignal): Promise<AmqpConnection> {
  if (signal.aborted) throw stopped();
  const opening = connect(
    {
      protocol: endpoint.tls === null ? 'amqp' : 'amqps',
      hostname: endpoint.host,
      port: endpoint.port,
      username: endpoint.username,
      password: endpoint.password,
      // amqplib decodes it again.
      vhost: encodeURIComponent(endpoint.vhost),
      heartbeat: toHeartbeat(endpoint.options['heartbeat']),
    },
    await toSocketOptions(endpoint, purpose),
  );
  const model = await untilAborted(opening, signal);
  return watch(model, endpoint);
}

function watch(model: ChannelModel, endpoint: AmqpEndpoint): AmqpConnection {
  let alarm: string | null = null;
  let over = false;
  let failure: Error | null = null;
  const listeners: (() => void)[] = [];
  model.on('error', (error) => {
    failure = error;
  });
  model.on('blocked', (reason) => {
    alarm = reason === '' ? 'resource alarm' : reason;
    for (const listener of listeners) listener();
  });
  model.on('unblocked', () => {
    alarm = null;
    for (const listener of listeners) listener();
  });
  const ended = new Promise<Error | null>((resolve) => {
    model.on('close', (error) => {
      over = true;
      // A peer that went silent would leave the socket half-open for minutes; a live one gets time for its goodbye.
      setTimeout(() => destroySocket(model), CLOSE_TIMEOUT_MS).unref();
      resolve(failure ?? error ?? null);
    });
  });
  return {
    model,
    endpoint,
    clusterName: model.connection.serverProperties['cluster_name'] ?? null,
    blocked: () => alarm,
    onBlocked: (listener) => listeners.push(listener),
    ended,
    isEnded: () => over,
    async close() {
      if (over) return;
      try {
        await deadline(model.close(), CLOSE_TIMEOUT_MS, 'close');
      } catch {
        // It is going away in any case: a server that no longer answers must not hold up our end.
        destroySocket(model);
      }
    },
  };
}

/** `heartbeat=0` in the URL switches heartbeats off, as in kombu. */
function toHeartbeat(option: string | undefined): number {
  const seconds = Number(option);
  return option !== undefined && Number.isInteger(seconds) && seconds >= 0 && seconds <= 600
    ? seconds
    : HEARTBEAT_SECONDS;
}

async function toSocketOptions({ tls }: AmqpEndpoint, purpose: string): Promise<SocketOptions> {
  const options: SocketOptions = {
    timeout: CONNECT_TIMEOUT_MS,
    noDelay: true,
    keepAlive: true,
    clientProperties: { connection_name: `celeryscope ${purpose}`, product: 'celeryscope' },
  };
  if (tls === null) return options;
  const [ca, cert, key] = await Promise.all(
    [tls.caFile, tls.certFile, tls.keyFile].map(async (file) => (file === null ? undefined : readFile(file))),
  );
  return {
    ...options,
    rejectUnauthorized: tls.verify,
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(tls.keyPassword === null ? {} : { passphrase: tls.keyPassword }),
    ...(tls.checkHostname ? {} : { checkServerIdentity: () => undefined }),
  };
}

/** amqplib can't cancel a connection attempt: one that succeeds after the end is closed at once. */
async function untilAborted(opening: Promise<ChannelModel>, signal: AbortSignal): Promise<ChannelModel> {
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(stopped());
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([opening, aborted]);
  } catch (error) {
    opening.then(dismiss).catch(() => undefined);
    // A reset tells only where it came; here the server hung up on our very first words.
    const isReset =
      error instanceof Error && 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
    throw isReset ? new Error('reset during opening handshake', { cause: error }) : error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function stopped(): BrokerError {
  return new BrokerError('broker_lost', 'The connection was given up while it was being opened.');
}

async function dismiss(model: ChannelModel): Promise<void> {
  model.on('error', () => undefined);
  await model.close();
}

function destroySocket(model: ChannelModel): void {
  // Not in amqplib's types, and without it there is no way to let go of a dead peer.
  const stream: unknown = Reflect.get(model.connection, 'stream');
  if (stream instanceof Duplex) stream.destroy();
}
