import { spawn, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, waitFor } from './redis-server';

export interface PostgresServer {
  readonly port: number;
  readonly password: string;
  /** Of a database of its own, with the password. */
  readonly url: string;
  /** SIGSTOP: it keeps its connections and answers nothing. */
  freeze(): void;
  thaw(): void;
  /** Ends the processes at once and keeps port and folder. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  /** Ends everything and removes the folder. */
  stop(): Promise<void>;
}

const USER = 'scope';
const PASSWORD = 'a pass/word @ night';
/** PostgreSQL refuses to run as root, which then lends it to nobody. */
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;
const owner = isRoot ? { uid: NOBODY, gid: NOBODY } : {};

/** Debian keeps the server's programs out of the PATH. */
function folderOfPrograms(): string {
  const given = process.env['CELERYSCOPE_TEST_POSTGRES'];
  if (given !== undefined) return given;
  const base = '/usr/lib/postgresql';
  const versions = existsSync(base) ? readdirSync(base).sort((a, b) => Number(b) - Number(a)) : [];
  const newest = versions.find((version) => existsSync(join(base, version, 'bin/initdb')));
  if (newest === undefined) throw new Error('These tests need PostgreSQL (Debian: apt install postgresql).');
  return join(base, newest, 'bin');
}

/** A server of our own on a free loopback port, with its data in a folder of its own. */
export async function startPostgres(settings: readonly string[] = []): Promise<PostgresServer> {
  const programs = folderOfPrograms();
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'celeryscope-postgres-'));
  const passwordFile = join(folder, 'password');
  await writeFile(passwordFile, `${PASSWORD}\n`);
  if (isRoot) for (const path of [folder, passwordFile]) chownSync(path, NOBODY, NOBODY);
  const data = join(folder, 'data');
  await ended(
    spawn(
      join(programs, 'initdb'),
      ['-D', data, '-U', USER, '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, '-E', 'UTF8', '--locale=C', '-N'],
      { ...owner, stdio: 'ignore' },
    ),
  );
  let child: ChildProcess | null = null;
  const start = async (): Promise<void> => {
    const set = ['listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`, 'fsync=off', ...settings];
    const words = ['-D', data, '-p', String(port), ...set.flatMap((setting) => ['-c', setting])];
    child = spawn(join(programs, 'postgres'), words, { ...owner, stdio: 'ignore' });
    await waitFor(async () => (await listens(port)) || null, `postgres on port ${port}`);
  };
  const signal = async (name: 'SIGQUIT' | 'SIGKILL'): Promise<void> => {
    const running = child;
    if (running === null || running.exitCode !== null) return;
    signalAll('SIGCONT');
    child = null;
    const gone = new Promise((resolve) => running.once('exit', resolve));
    running.kill(name);
    await gone;
  };
  // Each connection has a process of its own.
  const signalAll = (name: NodeJS.Signals): void => {
    const pid = child?.pid;
    if (pid === undefined) return;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
    process.kill(pid, name);
    for (const one of children) if (one !== '') signalIfThere(Number(one), name);
  };
  await start();
  return {
    port,
    password: PASSWORD,
    url: `postgres://${USER}:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/postgres`,
    freeze: () => signalAll('SIGSTOP'),
    thaw: () => signalAll('SIGCONT'),
    // Its children would outlive a SIGKILL for a while and hold the port.
    kill: () => signal('SIGQUIT'),
    restart: start,
    async stop() {
      await signal('SIGQUIT');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`initdb ended with ${code}`))));
  });
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

// Those of its own work come and go, and may have gone since they were listed.
function signalIfThere(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
