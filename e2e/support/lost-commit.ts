import { connect, createServer, type Socket } from 'node:net';

const COMMIT = 'COMMIT\0';

export interface LostCommit {
  readonly port: number;
  /** Cuts the connection that sends `marker` when its COMMIT has been carried out and answered. */
  readonly loseCommitOf: (marker: string) => void;
  /** How many answers were lost. */
  readonly lost: () => number;
  readonly close: () => Promise<void>;
}

/** Stands before a PostgreSQL server as a network that breaks between a COMMIT and its answer. */
export async function startLostCommit(serverPort: number): Promise<LostCommit> {
  const sockets = new Set<Socket>();
  let marker: string | null = null;
  let lost = 0;
  const proxy = createServer((client) => {
    const server = connect(serverPort, '127.0.0.1');
    let isMarked = false;
    let isCommitting = false;
    const cut = (): void => {
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on('error', cut);
      socket.on('close', () => {
        sockets.delete(socket);
        cut();
      });
    }
    client.on('data', (bytes) => {
      if (marker !== null && bytes.includes(marker)) {
        marker = null;
        isMarked = true;
      }
      if (isMarked && bytes.includes(COMMIT)) isCommitting = true;
      server.write(bytes);
    });
    server.on('data', (bytes) => {
      if (!isCommitting) {
        client.write(bytes);
        return;
      }
      lost += 1;
      cut();
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const address = proxy.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return {
    port: address.port,
    loseCommitOf(text) {
      marker = text;
    },
    lost: () => lost,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}
