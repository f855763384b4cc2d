import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, openSync, closeSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts } from '../lib/ports.mjs';

// Debian's /usr/sbin wrapper only lets root or `rabbitmq` in and switches the user; the scripts behind it do not.
const scriptFolders = ['/usr/lib/rabbitmq/bin', '/opt/homebrew/sbin', '/usr/local/sbin'];

/** It takes seconds; a machine that is busy with much else takes a minute and more. */
const START_MS = 150_000;

/** The `rabbitmq-server` that can be started as any user, or null when the machine has none. */
export function findRabbitmq() {
  for (const folder of [...scriptFolders, ...(process.env.PATH ?? '').split(':')]) {
    const file = join(folder, 'rabbitmq-server');
    if (folder !== '' && existsSync(file)) return file;
  }
  return null;
}

/**
 * Starts a RabbitMQ node of its own: loopback only, free ports, own name, data, log and epmd. `dir` keeps its data
 * when given, else a temporary folder is made and removed again. `config` are further lines of rabbitmq.conf.
 *
 * @param {{ dir?: string, port?: number, managementPort?: number, management?: boolean, config?: string, signal?: AbortSignal }} [options]
 */
export async function startRabbitmq(options = {}) {
  const server = findRabbitmq();
  if (server === null) throw new Error('rabbitmq-server was not found; on Debian: apt-get install rabbitmq-server');
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), 'celeryscope-rabbitmq-')));
  const management = options.management ?? true;
  const [free1, free2, distPort, epmdPort] = await freePorts(4);
  const port = options.port ?? free1;
  const managementPort = options.managementPort ?? free2;
  const nodeName = `celeryscope-${randomBytes(4).toString('hex')}@localhost`;
  const dataDir = join(dir, 'data');
  const logFile = join(dir, 'rabbitmq.log');
  await mkdir(dataDir, { recursive: true });
  await writeFile(
    join(dir, 'rabbitmq.conf'),
    [
      `listeners.tcp.local = 127.0.0.1:${port}`,
      'vm_memory_high_watermark.absolute = 512MB',
      'disk_free_limit.absolute = 20MB',
      'log.console.level = warning',
      ...(management ? ['management.tcp.ip = 127.0.0.1', `management.tcp.port = ${managementPort}`] : []),
      options.config ?? '',
      '',
    ].join('\n'),
  );
  await writeFile(join(dir, 'enabled_plugins'), management ? '[rabbitmq_management].\n' : '[].\n');
  const env = {
    PATH: process.env.PATH,
    LANG: 'C.UTF-8',
    // The Erlang cookie is made here, so that nothing of the user's is read or written.
    HOME: dir,
    ERL_EPMD_PORT: String(epmdPort),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    RABBITMQ_NODENAME: nodeName,
    RABBITMQ_DIST_PORT: String(distPort),
    RABBITMQ_CONF_ENV_FILE: join(dir, 'rabbitmq-env.conf'),
    RABBITMQ_CONFIG_FILE: join(dir, 'rabbitmq.conf'),
    RABBITMQ_ADVANCED_CONFIG_FILE: join(dir, 'advanced.config'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(dir, 'enabled_plugins'),
    // A data folder that moves with the node name could not be found again by the next start.
    RABBITMQ_MNESIA_DIR: join(dataDir, 'node'),
    RABBITMQ_PID_FILE: join(dir, 'rabbitmq.pid'),
    RABBITMQ_LOG_BASE: dir,
    RABBITMQ_LOGS: '-',
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS:
      '+S 2:2 +A 4 +sbwt none +sbwtdcpu none +sbwtdio none -kernel inet_dist_use_interface {127,0,0,1}',
    // Makes the script replace itself by the Erlang VM: our child is the broker, and its signals are its own.
    RUNNING_UNDER_SYSTEMD: 'true',
  };
  await writeFile(env.RABBITMQ_CONF_ENV_FILE, '');

  // An epmd of our own on a port of our own: nobody else can depend on it, so it may be stopped at the end.
  const epmd = spawn(findEpmd(), ['-port', String(epmdPort), '-address', '127.0.0.1'], {
    stdio: 'ignore',
    env,
    // As the broker itself: a Ctrl-C at the terminal is for its owner, who then stops both.
    detached: true,
  });
  /** @type {import('node:child_process').ChildProcess | null} */
  let child = null;

  async function start() {
    const log = openSync(logFile, 'a');
    const started = spawn(server, [], { stdio: ['ignore', log, log], env, cwd: dir, detached: true });
    closeSync(log);
    child = started;
    let failed = null;
    started.once('error', (error) => (failed = error.message));
    started.once('exit', (code, signal) => (failed = `it ended with ${signal ?? code}`));
    const deadline = Date.now() + START_MS;
    while (failed === null && Date.now() < deadline) {
      options.signal?.throwIfAborted();
      if (await answersAmqp(port)) return;
      await sleep(150);
    }
    await end('SIGKILL');
    const reason = failed ?? `no answer within ${START_MS / 1000} s`;
    throw new Error(`RabbitMQ did not start: ${reason}\n${await tail(logFile)}`);
  }

  async function end(signal) {
    const running = child;
    child = null;
    if (running === null || running.exitCode !== null || running.signalCode !== null) return;
    const gone = new Promise((resolve) => running.once('exit', resolve));
    running.kill(signal);
    const late = setTimeout(() => running.kill('SIGKILL'), 15_000);
    await gone;
    clearTimeout(late);
  }

  async function stop() {
    await end('SIGTERM');
    await stopEpmd(epmd);
    if (options.dir === undefined) await rm(dir, { recursive: true, force: true });
  }

  try {
    await start();
  } catch (error) {
    await stopEpmd(epmd);
    throw error;
  }
  return {
    url: `amqp://guest:guest@127.0.0.1:${port}//`,
    port,
    managementUrl: management ? `http://127.0.0.1:${managementPort}` : null,
    managementPort,
    dir,
    logFile,
    nodeName,
    /** Environment for `rabbitmqctl` of this node. */
    env,
    get pid() {
      return child?.pid ?? null;
    },
    epmdPid: epmd.pid ?? null,
    /** Runs `rabbitmqctl` on this node; throws what it printed when it fails. */
    ctl(...args) {
      const file = join(server.slice(0, server.lastIndexOf('/')), 'rabbitmqctl');
      const done = spawnSync(file, ['--node', nodeName, '--quiet', ...args], {
        env,
        encoding: 'utf8',
        timeout: 60_000,
      });
      if (done.status !== 0) throw new Error(`rabbitmqctl ${args[0]}: ${done.stderr || done.stdout}`);
      return done.stdout;
    },
    /** Ends the broker without a goodbye; `start` brings it back on the same ports with the same data. */
    kill: () => end('SIGKILL'),
    start,
    stop,
  };
}

/** The listener opens late in the start; a server that greets the AMQP header is ready for clients. */
function answersAmqp(port) {
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port });
    const done = (answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(2_000, () => done(false));
    socket.once('connect', () => socket.write(Buffer.from('AMQP\x00\x00\x09\x01', 'latin1')));
    socket.once('data', (bytes) => done(bytes[0] === 1));
    socket.once('error', () => done(false));
    socket.once('close', () => done(false));
  });
}

function findEpmd() {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/bin', '/usr/lib/erlang/bin'];
  return folders.map((folder) => join(folder, 'epmd')).find((file) => existsSync(file)) ?? 'epmd';
}

async function stopEpmd(epmd) {
  if (epmd.exitCode !== null || epmd.signalCode !== null || epmd.pid === undefined) return;
  const gone = new Promise((resolve) => epmd.once('exit', resolve));
  epmd.kill('SIGTERM');
  await gone;
}

async function tail(file) {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.trim().split('\n').slice(-15).join('\n');
}
