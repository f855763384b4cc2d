import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts } from '../lib/ports.mjs';
import { findProgram } from '../lib/programs.mjs';

/** A Redis server that this machine has, or null. */
export const findRedis = () => findProgram('redis-server', 'valkey-server');

/**
 * Starts a Redis of its own: loopback only, free port, nothing saved to disk. `dir` keeps its log when given, else a
 * temporary folder is made and removed again. `args` are further options of redis-server.
 *
 * @param {{ server?: string, dir?: string, port?: number, args?: string[], signal?: AbortSignal }} [options]
 */
export async function startRedis(options = {}) {
  const server = options.server ?? findRedis();
  if (!server) throw new Error('redis-server was not found; on Debian: apt-get install redis-server');
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), 'celeryscope-redis-')));
  const port = options.port ?? (await freePorts(1))[0] ?? 0;
  const logFile = join(dir, 'redis.log');
  await mkdir(dir, { recursive: true });
  /** @type {import('node:child_process').ChildProcess | null} */
  let child = null;

  async function start() {
    const log = openSync(logFile, 'a');
    // A rule that is never met: nothing is saved, and nobody is told that this server has none.
    const save = ['--save', '86400 1000000000', '--appendonly', 'no'];
    const fixed = ['--port', String(port), '--bind', '127.0.0.1', '--dir', dir, ...save];
    const started = spawn(server ?? '', [...fixed, ...(options.args ?? [])], {
      stdio: ['ignore', log, log],
      detached: true,
    });
    closeSync(log);
    child = started;
    /** @type {string | null} */
    let failed = null;
    started.once('error', (error) => (failed = error.message));
    started.once('exit', (code, signal) => (failed = `it ended with ${signal ?? code}`));
    const deadline = Date.now() + 15_000;
    while (failed === null && Date.now() < deadline) {
      options.signal?.throwIfAborted();
      if (await answers(port)) return;
      await sleep(30);
    }
    await end('SIGKILL');
    const log15 = (await readFile(logFile, 'utf8')).trim().split('\n').slice(-15).join('\n');
    throw new Error(`Redis did not start: ${failed ?? 'no answer within 15 s'}\n${log15}`);
  }

  /** @param {NodeJS.Signals} signal */
  async function end(signal) {
    const running = child;
    child = null;
    if (running === null || running.exitCode !== null || running.signalCode !== null) return;
    const gone = new Promise((resolve) => running.once('exit', resolve));
    running.kill(signal);
    const late = setTimeout(() => running.kill('SIGKILL'), 5_000);
    await gone;
    clearTimeout(late);
  }

  await start();
  return {
    url: `redis://127.0.0.1:${port}/0`,
    port,
    dir,
    logFile,
    get pid() {
      return child?.pid ?? null;
    },
    /** Ends the server without a goodbye; `start` brings it back on the same port, empty. */
    kill: () => end('SIGKILL'),
    start,
    async stop() {
      // A goodbye would save.
      await end('SIGKILL');
      if (options.dir === undefined) await rm(dir, { recursive: true, force: true });
    },
  };
}

/** @param {number} port @returns {Promise<boolean>} */
function answers(port) {
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port });
    const done = (/** @type {boolean} */ answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(1_000, () => done(false));
    socket.once('connect', () => socket.write('PING\r\n'));
    socket.once('data', (bytes) => done(/^(\+PONG|-NOAUTH)/.test(bytes.toString())));
    socket.once('error', () => done(false));
    socket.once('close', () => done(false));
  });
}
