import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { Redis, type RedisOptions } from 'ioredis';
import { BrokerError } from './broker';
import type { RedisEndpoint, RedisSentinels, TlsSettings } from './broker-url';
import { toBrokerError } from './redis-errors';

const CONNECT_TIMEOUT_MS = 5000;
const COMMAND_TIMEOUT_MS = 10_000;

export interface RedisTarget {
  readonly endpoint: RedisEndpoint;
  readonly sentinels: RedisSentinels | null;
  /** For sentences: host and port, socket path, or the list of sentinels. */
  readonly address: string;
  readonly clientName: string;
}

/**
 * Opens one connection, logged in and in its database, and proves that a Redis answers. It never reconnects by itself:
 * the session does, as a whole. RESP2 and no `HELLO`: it works on every server and proxy, and pub/sub needs no more.
 */
export async function connectRedis(target: RedisTarget): Promise<Redis> {
  const client = new Redis(toOptions(target));
  // The reason of a failure comes as an event; the promise of `connect` only says that it is closed.
  const failure: { first: unknown } = { first: null };
  client.on('error', (error: unknown) => {
    failure.first ??= error;
  });
  let connected = false;
  try {
    await withTimeout(client.connect(), CONNECT_TIMEOUT_MS + 1000);
    connected = true;
    await logIn(client, target);
    return client;
  } catch (error) {
    client.disconnect();
    throw await explain(toBrokerError(failure.first ?? error, target.address), target, connected);
  }
}

/** TLS on one side only shows as silence or as a connection that is closed without a word. */
async function explain(
  error: BrokerError,
  { endpoint, address }: RedisTarget,
  connected: boolean,
): Promise<BrokerError> {
  if (endpoint.tls === null && connected && error.code === 'BROKER_LOST') {
    return new BrokerError(
      'NO_ANSWER',
      `The server at ${address} closed the connection without an answer; use rediss:// if it speaks TLS, else check the port.`,
    );
  }
  const silent = endpoint.tls !== null && !connected && (error.code === 'TIMEOUT' || error.code === 'BROKER_LOST');
  if (!silent || endpoint.path !== null || endpoint.host === '' || !(await accepts(endpoint.host, endpoint.port)))
    return error;
  return new BrokerError(
    'TLS_MISMATCH',
    `The server at ${address} does not answer in TLS; use redis:// if it is a plain port.`,
  );
}

function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1000 });
    const end = (accepted: boolean): void => {
      socket.destroy();
      resolve(accepted);
    };
    socket
      .once('connect', () => end(true))
      .once('error', () => end(false))
      .once('timeout', () => end(false));
  });
}

async function logIn(client: Redis, { endpoint, clientName }: RedisTarget): Promise<void> {
  const { username, password, db } = endpoint;
  const answer = <T>(reply: Promise<T>): Promise<T> => withTimeout(reply, CONNECT_TIMEOUT_MS);
  if (password !== null) await answer(username === null ? client.auth(password) : client.auth(username, password));
  const pong: unknown = await answer(client.ping()).catch((error: unknown) => {
    // A server that refuses writes says so to PING too, but can be watched.
    if (error instanceof Error && /^(MISCONF|NOPERM)/.test(error.message)) return 'PONG';
    throw error;
  });
  if (pong !== 'PONG') throw new Error('unexpected reply to PING');
  if (db !== 0) await answer(client.select(db));
  // Not left to the client library, which would send it before AUTH. Without the right to it we stay nameless.
  await answer(client.client('SETNAME', clientName)).catch((error: unknown) => {
    if (!isRefusal(error)) throw error;
  });
}

function toOptions({ endpoint, sentinels }: RedisTarget): RedisOptions {
  const tls = endpoint.tls === null ? undefined : toTlsOptions(endpoint.tls);
  const common: RedisOptions = {
    lazyConnect: true,
    protocol: 2,
    disableClientInfo: true,
    enableReadyCheck: false,
    enableOfflineQueue: false,
    autoResubscribe: false,
    autoResendUnfulfilledCommands: false,
    retryStrategy: null,
    maxRetriesPerRequest: 0,
    connectTimeout: CONNECT_TIMEOUT_MS,
    commandTimeout: COMMAND_TIMEOUT_MS,
    keepAlive: 15_000,
    ...(tls === undefined ? {} : { tls }),
  };
  if (sentinels === null) {
    return endpoint.path === null
      ? { ...common, host: endpoint.host, port: endpoint.port }
      : { ...common, path: endpoint.path };
  }
  if (sentinels.masterName === null) {
    throw new BrokerError(
      'NO_MASTER_NAME',
      'A sentinel:// URL needs the name of the master; add ?master_name=NAME to it.',
    );
  }
  return {
    ...common,
    sentinels: [...sentinels.nodes],
    name: sentinels.masterName,
    sentinelRetryStrategy: () => null,
    sentinelCommandTimeout: CONNECT_TIMEOUT_MS,
    enableTLSForSentinelMode: tls !== undefined,
    ...(sentinels.username === null ? {} : { sentinelUsername: sentinels.username }),
    ...(sentinels.password === null ? {} : { sentinelPassword: sentinels.password }),
  };
}

function toTlsOptions(settings: TlsSettings): NonNullable<RedisOptions['tls']> {
  const file = (path: string | null): Buffer | undefined => {
    if (path === null) return undefined;
    try {
      return readFileSync(path);
    } catch (error) {
      throw new BrokerError('TLS_FILE', `The TLS file ${path} can't be read; check the path in the broker URL.`, {
        cause: error,
      });
    }
  };
  return {
    rejectUnauthorized: settings.verify,
    ...(settings.checkHostname ? {} : { checkServerIdentity: () => undefined }),
    ca: file(settings.caFile),
    cert: file(settings.certFile),
    key: file(settings.keyFile),
    passphrase: settings.keyPassword ?? undefined,
  };
}

export async function withTimeout<T>(promise: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('timed out')), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** An error that the server answered, as opposed to no answer. */
export function isRefusal(error: unknown): boolean {
  return error instanceof Error && error.name === 'ReplyError';
}
