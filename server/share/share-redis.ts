import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { BrokerError } from '../brokers/broker';
import type { RedisUrl } from '../brokers/broker-url';
import { orAborted } from '../or-aborted';
import { connectRedis, withTimeout, type RedisTarget } from '../brokers/redis-connect';
import { toBrokerError } from '../brokers/redis-errors';
import { checkPulse } from '../brokers/redis-pulse';
import { sleep } from '../brokers/sleep';

const PING_EVERY_MS = 2_000;
const PING_TIMEOUT_MS = 2_000;
const RETRY_FIRST_MS = 500;
const RETRY_MOST_MS = 5_000;
/** Larger ones are none of ours. */
const MAX_MESSAGE_BYTES = 32 * 1024 * 1024;
/** What may wait for Redis to take it; what comes beyond is dropped, and whoever waits for it hears nothing. */
const MAX_WAITING_BYTES = 64 * 1024 * 1024;

export interface ShareTrouble {
  readonly code: string;
  /** One sentence without credentials. */
  readonly message: string;
}

type OnMessage = (channel: Buffer, message: Buffer) => unknown;

export interface ShareRedisParts {
  readonly url: RedisUrl;
  readonly log: (level: 'info' | 'warn', text: string) => void;
}

/**
 * One Redis, reached and reached again by itself: a connection that publishes and one that is subscribed, which live and
 * die together. `publisher` and `subscriber` are what socket.io's adapter takes for clients of ioredis; they stay the
 * same over every loss, never fail, and hand on only what the adapter can read.
 */
export class ShareRedis {
  readonly publisher = {
    publish: (channel: string, message: string | Buffer) => this.#publish(channel, message),
    on: () => undefined,
    off: () => undefined,
  };
  readonly subscriber = {
    // Its pattern is for what sockets in rooms are told, of which there are none here.
    psubscribe: () => undefined,
    punsubscribe: () => undefined,
    subscribe: (channels: readonly string[]) => void this.#channels.push(...channels),
    unsubscribe: () => undefined,
    on: (event: string, listener: OnMessage) => {
      if (event === 'messageBuffer') this.#listener = listener;
    },
    off: () => undefined,
  };
  #trouble: ShareTrouble | null = null;
  #session: Session | null = null;
  #waitingBytes = 0;
  #listener: OnMessage | null = null;
  readonly #channels: string[] = [];
  readonly #target: RedisTarget;
  readonly #stop = new AbortController();
  readonly #listeners = new Set<() => void>();

  constructor(private readonly parts: ShareRedisParts) {
    const { endpoints, sentinels, display } = parts.url;
    const [endpoint] = endpoints;
    this.#target = { endpoint, sentinels, address: display, clientName: `celeryscope-share-${randomUUID()}` };
  }

  get isConnected(): boolean {
    return this.#session !== null;
  }

  /** null while it is connected, and before the first try has ended. */
  get trouble(): ShareTrouble | null {
    return this.#trouble;
  }

  /** True while something that was published is not taken yet. */
  get isBusy(): boolean {
    return this.#waitingBytes > 0;
  }

  /** Calls back when the connection is there or is lost. */
  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** Keeps it connected until it is closed. */
  async run(): Promise<void> {
    const { signal } = this.#stop;
    let retryMs = RETRY_FIRST_MS;
    while (!signal.aborted) {
      try {
        const session = await this.#open();
        retryMs = RETRY_FIRST_MS;
        const reason = await orAborted(session.lost, signal);
        this.#session = null;
        session.close();
        if (reason !== null) throw reason;
      } catch (error) {
        if (this.#stop.signal.aborted) return;
        this.#failed(toBrokerError(error, this.#target.address));
        await sleep(retryMs, signal);
        retryMs = Math.min(retryMs * 2, RETRY_MOST_MS);
      }
    }
  }

  /** Waits a moment for what was published to leave. */
  async close(graceMs: number): Promise<void> {
    const end = performance.now() + graceMs;
    while (this.isBusy && this.#session !== null && performance.now() < end) await sleep(10, this.#stop.signal);
    this.#stop.abort();
    this.#session?.close();
    this.#session = null;
  }

  async #open(): Promise<Session> {
    const session = await openSession(this.#target);
    try {
      session.sub.on('messageBuffer', (channel: Buffer, message: Buffer) => this.#receive(channel, message));
      await withTimeout(session.sub.subscribe(...this.#channels), PING_TIMEOUT_MS);
      this.#stop.signal.throwIfAborted();
    } catch (error) {
      session.close();
      throw error;
    }
    this.#session = session;
    this.#waitingBytes = 0;
    if (this.#trouble !== null) this.parts.log('info', `The Redis at ${this.#target.address} (--share) is back.`);
    this.#trouble = null;
    this.#tell();
    return session;
  }

  #failed(error: BrokerError): void {
    // The texts are those of a broker, which this Redis is not.
    const text = error.message.replaceAll('broker URL', '--share URL');
    const { code } = error;
    if (this.#trouble?.code !== code) this.parts.log('warn', `${text} Live data is not shared until it is back.`);
    this.#trouble = { code, message: text };
    this.#tell();
  }

  #publish(channel: string, message: string | Buffer): void {
    const session = this.#session;
    if (session === null || this.#waitingBytes > MAX_WAITING_BYTES) return;
    this.#waitingBytes += message.length;
    session.pub
      .publish(channel, message)
      .catch(session.fail)
      .finally(() => {
        if (session === this.#session) this.#waitingBytes -= message.length;
      });
  }

  // Anybody who may publish there can publish anything; a throw in here would end the process.
  #receive(channel: Buffer, message: Buffer): void {
    if (message.length > MAX_MESSAGE_BYTES || message[0] !== 0x7b) return;
    Promise.resolve(this.#listener?.(channel, message)).catch((error: unknown) => {
      const text = error instanceof Error ? error.message : String(error);
      this.parts.log('warn', `A message in the Redis at ${this.#target.address} (--share) is none of ours: ${text}`);
    });
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

interface Session {
  readonly pub: Redis;
  readonly sub: Redis;
  /** Resolves with the reason when either is lost. */
  readonly lost: Promise<BrokerError>;
  readonly fail: (error: unknown) => void;
  readonly close: () => void;
}

async function openSession(target: RedisTarget): Promise<Session> {
  const pub = await connectRedis(target);
  const sub = await connectRedis(target).catch((error: unknown) => {
    pub.disconnect();
    throw error;
  });
  const { promise: lost, resolve } = Promise.withResolvers<BrokerError>();
  const fail = (error: unknown): void => resolve(toBrokerError(error, target.address));
  const clients = [pub, sub];
  for (const client of clients) {
    client.on('error', fail);
    client.once('end', () => fail(new Error('Connection is closed.')));
  }
  const timer = setInterval(() => checkPulse(clients, PING_TIMEOUT_MS, fail), PING_EVERY_MS);
  return {
    pub,
    sub,
    lost,
    fail,
    close() {
      clearInterval(timer);
      for (const client of clients) client.disconnect();
    },
  };
}
