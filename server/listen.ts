import { ConfigError } from './config';

export interface Address {
  readonly host: string;
  readonly port: number;
  /** The option that names the port. */
  readonly option: '--port' | '--health-port';
}

/** Waits until it listens; a ConfigError says what to change where it can't. */
export async function listenAt({ host, port, option }: Address, start: () => Promise<unknown>): Promise<void> {
  try {
    await start();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const next = port < 65_535 ? port + 1 : 5555;
    const reasons: Readonly<Record<string, string>> = {
      EADDRINUSE: `${option} ${port}: another program listens on ${host}:${port}; stop it, or choose another port such as ${option} ${next}.`,
      EACCES: `${option} ${port}: this user may not listen there; choose a port from 1024 on, such as ${option} 5555.`,
      EADDRNOTAVAIL: `--host ${host}: this is no address of this machine; use 127.0.0.1, or 0.0.0.0 for all of them.`,
      ENOTFOUND: `--host ${host}: there is no such name; use 127.0.0.1, or 0.0.0.0 for all addresses.`,
    };
    const reason = reasons[code];
    if (reason === undefined) throw error;
    throw new ConfigError(reason);
  }
}
