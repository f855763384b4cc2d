import { spawn } from 'node:child_process';
import { createConnection } from 'node:net';
import { freePort, waitFor } from './redis-server';

export interface MemcachedServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** A server of our own on a free loopback port. */
export async function startMemcached(): Promise<MemcachedServer> {
  const port = await freePort();
  const user = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
  const child = spawn('memcached', ['-l', '127.0.0.1', '-p', String(port), '-U', '0', ...user], { stdio: 'ignore' });
  const failed = new Promise<never>((_resolve, reject) => {
    child.once('error', () => reject(new Error('These tests need Memcached (Debian: apt install memcached).')));
  });
  await Promise.race([failed, waitFor(async () => (await listens(port)) || null, `memcached on port ${port}`)]);
  return {
    port,
    async stop() {
      if (child.exitCode !== null) return;
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await gone;
    },
  };
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port });
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}
