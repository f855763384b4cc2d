import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** So much goes through a held stream now and then: a connection without a single byte would count as dead. */
const TRICKLE_BYTES = 4096;
const TRICKLE_MS = 250;

/** A way to a Redis on which the stream of events can be held up; commands and their answers are not. */
export interface HeldStream {
  readonly url: string;
  /** Events wait in Redis from now on, as for a client that does not take them. */
  hold(): void;
  /** All that waits comes at once, and what follows as it is published. */
  release(): void;
  close(): void;
}

interface Way {
  readonly client: Socket;
  readonly server: Socket;
  isEvents: boolean;
}

export async function holdable(redis: { readonly port: number }): Promise<HeldStream> {
  const ways = new Set<Way>();
  let isHeld = false;
  const listener = createServer((client) => {
    const way: Way = { client, server: connect(redis.port, '127.0.0.1'), isEvents: false };
    ways.add(way);
    const end = (): void => {
      ways.delete(way);
      way.client.destroy();
      way.server.destroy();
    };
    for (const socket of [way.client, way.server]) socket.on('error', end).on('close', end);
    client.on('data', (chunk) => {
      way.isEvents ||= /psubscribe/i.test(chunk.toString('latin1'));
      way.server.write(chunk);
    });
    // Nothing is read until somebody asks for it, so that what waits does so in Redis.
    way.server.on('readable', () => {
      if (!isHeld || !way.isEvents) pass(way);
    });
    way.client.on('drain', () => {
      if (!isHeld || !way.isEvents) pass(way);
    });
  });
  const trickle = setInterval(() => {
    for (const way of ways) if (isHeld && way.isEvents) pass(way, TRICKLE_BYTES);
  }, TRICKLE_MS);
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  return {
    url: `redis://127.0.0.1:${(listener.address() as AddressInfo).port}/0`,
    hold: () => void (isHeld = true),
    release() {
      isHeld = false;
      for (const way of ways) pass(way);
    },
    close() {
      clearInterval(trickle);
      listener.close();
      for (const { client, server } of ways) {
        client.destroy();
        server.destroy();
      }
    },
  };
}

/** Hands on what has come from the server, or so many bytes of it. */
function pass({ client, server }: Way, bytes?: number): void {
  if (client.writableNeedDrain) return;
  const chunk =
    (bytes === undefined ? null : (server.read(bytes) as Buffer | null)) ?? (server.read() as Buffer | null);
  if (chunk !== null) client.write(chunk);
}
