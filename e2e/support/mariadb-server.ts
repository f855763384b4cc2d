import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, waitFor } from './redis-server';

export interface MariadbServer {
  readonly port: number;
  readonly password: string;
  /** `USER:PASSWORD@HOST:PORT/DATABASE`. */
  readonly authority: string;
  stop(): Promise<void>;
}

const PASSWORD = 'a pass/word @ night';

/** A server of our own on a free loopback port, with its data in a folder of its own. */
export async function startMariadb(): Promise<MariadbServer> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'celeryscope-mariadb-'));
  const data = join(folder, 'data');
  const root = process.getuid?.() === 0 ? ['--user=root'] : [];
  const made = spawnSync(
    'mariadb-install-db',
    ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db', ...root],
    { encoding: 'utf8' },
  );
  if (made.error !== undefined || made.status !== 0)
    throw new Error(`These tests need MariaDB (Debian: apt install mariadb-server-core).\n${made.stderr}`);
  const begin = join(folder, 'begin.sql');
  const grant = `CREATE USER scope@'127.0.0.1' IDENTIFIED BY '${PASSWORD}'; GRANT ALL ON results.* TO scope@'127.0.0.1';`;
  writeFileSync(begin, `CREATE DATABASE results; ${grant}`.replaceAll('; ', ';\n'));
  const child = spawn(
    'mariadbd',
    [
      ...['--no-defaults', `--datadir=${data}`, `--port=${port}`, '--bind-address=127.0.0.1', `--init-file=${begin}`],
      ...[`--socket=${join(folder, 'socket')}`, '--skip-name-resolve', '--innodb-flush-log-at-trx-commit=0', ...root],
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let output = '';
  child.stderr.on('data', (chunk: Buffer) => void (output += chunk.toString()));
  await waitFor(
    () => (output.includes('ready for connections') ? true : null),
    () => `mariadbd in:\n${output.slice(-2000)}`,
  );
  return {
    port,
    password: PASSWORD,
    authority: `scope:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/results`,
    async stop() {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
