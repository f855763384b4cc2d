import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const demo = join(import.meta.dirname, '../demo');

const WORKERS = [
  { name: 'orders@soak', queues: 'orders,payments' },
  { name: 'mail@soak', queues: 'mail,reports' },
  { name: 'rest@soak', queues: 'video,media,exports' },
];

/** The sample shop on real Celery: three workers, beat, and a producer. */
export async function startShop({ python, folder, brokerUrl, resultBackend, rate }) {
  mkdirSync(folder, { recursive: true });
  const env = {
    ...process.env,
    BROKER_URL: brokerUrl,
    RESULT_BACKEND: resultBackend,
    PYTHONUNBUFFERED: '1',
    PYTHONPYCACHEPREFIX: join(folder, 'pycache'),
  };
  const celery = ['-m', 'celery', '-A', 'shop.app'];
  const begin = (name, args) => {
    const log = join(folder, `${name}.log`);
    const output = openSync(log, 'a');
    const child = spawn(python, args, { cwd: demo, env, detached: true, stdio: ['ignore', output, output] });
    closeSync(output);
    const exited = new Promise((resolve) => child.once('exit', resolve));
    return { name, child, log, exited };
  };
  const beginWorker = ({ name, queues }) =>
    begin(name, [...celery, 'worker', '-n', name, '-Q', queues, '-c', '2', '-l', 'WARNING', '-E', '--without-mingle']);

  const workers = new Map(WORKERS.map((row) => [row.name, beginWorker(row)]));
  for (const { log, name, child } of workers.values()) await readyIn(log, `${name} ready`, child);
  const others = [
    begin('beat', [...celery, 'beat', '-l', 'WARNING', '-s', join(folder, 'beat-schedule'), '--pidfile=']),
    begin('producer', ['producer.py', '--rate', String(rate)]),
  ];
  return {
    workers: WORKERS.map(({ name }) => name),
    /** kill -9 of a worker and all its processes, as a machine that goes away; then a new one. */
    async killWorker(name) {
      await end(workers.get(name), 'SIGKILL');
      workers.set(name, beginWorker(WORKERS.find((row) => row.name === name)));
    },
    /** A deployment: the worker ends what it runs, then a new one starts. */
    async restartWorker(name) {
      await end(workers.get(name), 'SIGTERM');
      workers.set(name, beginWorker(WORKERS.find((row) => row.name === name)));
    },
    async stopSending() {
      await Promise.all(others.map((one) => end(one, 'SIGTERM')));
    },
    async stop() {
      await Promise.all([...others, ...workers.values()].map((one) => end(one, 'SIGQUIT')));
    },
  };
}

async function readyIn(log, text, child) {
  const end = Date.now() + 60_000;
  while (!readFileSync(log, 'utf8').includes(text)) {
    if (child.exitCode !== null || Date.now() > end)
      throw new Error(`a worker did not start:\n${readFileSync(log, 'utf8').slice(-2000)}`);
    await sleep(100);
  }
}

async function end({ child, exited }, signal) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  // A kill is meant for the whole machine, a goodbye for the worker, which knows best how to end its children.
  process.kill(signal === 'SIGKILL' ? -child.pid : child.pid, signal);
  const timer = setTimeout(() => process.kill(-child.pid, 'SIGKILL'), 30_000);
  await exited;
  clearTimeout(timer);
}
