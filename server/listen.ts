import { chmodSync, existsSync, lstatSync, unlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { ConfigError } from './config';

export interface TcpAddress {
  readonly host: string;
  readonly port: number;
  /** The option that names the port. */
  readonly option: '--port' | '--health-port';
}

export interface UnixAddress {
  readonly path: string;
  readonly mode: number;
}

/** Waits until it listens; a ConfigError says what to change where it can't. */
export async function listenAt({ host, port, option }: TcpAddress, start: () => Promise<unknown>): Promise<void> {
  try {
    await start();
  } catch (error) {
    const next = port < 65_535 ? port + 1 : 5555;
    const reasons: Readonly<Record<string, string>> = {
      EADDRINUSE: `${option} ${port}: another program listens on ${host}:${port}; stop it, or choose another port such as ${option} ${next}.`,
      EACCES: `${option} ${port}: this user may not listen there; choose a port from 1024 on, such as ${option} 5555.`,
      EADDRNOTAVAIL: `--host ${host}: this is no address of this machine; use 127.0.0.1, or 0.0.0.0 for all of them.`,
      ENOTFOUND: `--host ${host}: there is no such name; use 127.0.0.1, or 0.0.0.0 for all addresses.`,
    };
    throw asConfigError(error, reasons);
  }
}

/** The same for a unix socket; the file that one before us left when it was killed is put out of the way. */
export async function listenAtSocket({ path, mode }: UnixAddress, start: () => Promise<unknown>): Promise<void> {
  const option = `--unix-socket ${path}`;
  if (Buffer.byteLength(path) > MAX_SOCKET_PATH)
    throw new ConfigError(`${option}: is too long for a socket; ${MAX_SOCKET_PATH} bytes are the most.`);
  // libuv would say EACCES.
  if (!existsSync(dirname(path))) throw new ConfigError(`${option}: there is no such folder; make it first.`);
  await removeStale(path, option);
  try {
    await start();
    chmodSync(path, mode);
  } catch (error) {
    const reasons: Readonly<Record<string, string>> = {
      EADDRINUSE: `${option}: another program listens there; stop it, or choose another path.`,
      EACCES: `${option}: this user may not make a socket there.`,
      ENOTDIR: `${option}: what stands before its name is no folder.`,
      EROFS: `${option}: nothing can be written there.`,
    };
    throw asConfigError(error, reasons);
  }
}

/** As long as the kernel's own field for it. */
const MAX_SOCKET_PATH = process.platform === 'linux' ? 107 : 103;

async function removeStale(path: string, option: string): Promise<void> {
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (there === undefined) return;
  if (!there.isSocket())
    throw new ConfigError(`${option}: there is something else than a socket; choose another path.`);
  if (await isListening(path)) throw new ConfigError(`${option}: another program listens there; choose another path.`);
  unlinkSync(path);
}

function isListening(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const done = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => done(true));
    // Whoever may not ask does not know; the file is then not ours to remove.
    socket.once('error', (error) => done(!('code' in error && error.code === 'ECONNREFUSED')));
  });
}

function asConfigError(error: unknown, reasons: Readonly<Record<string, string>>): unknown {
  const reason = reasons[error instanceof Error && 'code' in error ? String(error.code) : ''];
  return reason === undefined ? error : new ConfigError(reason);
}
