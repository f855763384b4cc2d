import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';

export interface RedisServer {
  readonly port: number;
  readonly folder: string;
  readonly url: string;
  /** A connection for the test itself. */
  readonly client: Redis;
  /** SIGSTOP: it keeps its connections and answers nothing. */
  freeze(): void;
  thaw(): void;
  /** Ends the process at once and keeps port and folder. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  /** Ends everything and removes the folder. */
  stop(): Promise<void>;
}

export interface RedisServerOptions {
  readonly port?: number;
  /** Further lines of its configuration. */
  readonly config?: readonly string[];
  readonly sentinel?: boolean;
  /** Of the test's own connection. */
  readonly password?: string;
}

const binary = process.env['CELERYSCOPE_TEST_REDIS'] ?? 'redis-server';

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A server of our own on a free loopback port, with its data in a folder of its own. */
export async function startRedis(options: RedisServerOptions = {}): Promise<RedisServer> {
  const port = options.port ?? (await freePort());
  const folder = await mkdtemp(join(tmpdir(), 'celeryscope-redis-'));
  const file = join(folder, 'redis.conf');
  const lines = ['bind 127.0.0.1', `port ${port}`, `dir ${folder}`, 'logfile redis.log'];
  const storage = options.sentinel === true ? [] : ['save ""', 'appendonly yes'];
  await writeFile(file, [...lines, ...storage, ...(options.config ?? []), ''].join('\n'));
  const client = new Redis({
    port,
    lazyConnect: true,
    retryStrategy: () => 100,
    maxRetriesPerRequest: 100,
    password: options.password,
  });
  // Expected while the server is down; what a test asks for fails by itself.
  client.on('error', () => undefined);
  let child: ChildProcess | null = null;

  const start = async (): Promise<void> => {
    child = spawn(binary, options.sentinel === true ? [file, '--sentinel'] : [file], { stdio: 'ignore' });
    await waitFor(async () => (await answers(port)) || null, `redis-server on port ${port}`);
  };
  const kill = async (): Promise<void> => {
    const running = child;
    child = null;
    if (running === null || running.exitCode !== null) return;
    const ended = new Promise((resolve) => running.once('exit', resolve));
    running.kill('SIGCONT');
    running.kill('SIGKILL');
    await ended;
  };
  await start();
  return {
    port,
    folder,
    url: `redis://127.0.0.1:${port}/0`,
    client,
    freeze: () => child?.kill('SIGSTOP'),
    thaw: () => child?.kill('SIGCONT'),
    kill,
    restart: start,
    async stop() {
      client.disconnect();
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Any answer will do: a password may be set, the data may be loading. */
async function answers(port: number): Promise<boolean> {
  const probe = new Redis({
    port,
    lazyConnect: true,
    retryStrategy: null,
    enableReadyCheck: false,
    protocol: 2,
    disableClientInfo: true,
  });
  probe.on('error', () => undefined);
  try {
    await probe.connect();
    await probe.ping();
    return true;
  } catch (error) {
    return error instanceof Error && /^(NOAUTH|LOADING)/.test(error.message);
  } finally {
    probe.disconnect();
  }
}

/**
 * Polls until `look` gives something else than null; the error names what was waited for. The limit is for what never
 * happens: a busy machine takes long for everything.
 */
export async function waitFor<T>(
  look: () => T | null | Promise<T | null>,
  what: string | (() => string),
  timeoutMs = 120_000,
): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    if (Date.now() > end)
      throw new Error(`waited ${timeoutMs / 1000} s in vain for ${typeof what === 'string' ? what : what()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
