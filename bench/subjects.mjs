import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { NODE_ARGS } from '../scripts/lib/command.mjs';

const here = import.meta.dirname;

export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Starts a child, of whose output the last `keep` characters are kept; `stop()` ends it (SIGTERM, then SIGKILL after 8 s). */
export function start(command, args, { keep: kept = 200_000, ...options } = {}) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  let output = '';
  const keep = (chunk) => {
    output = (output + chunk).slice(-kept);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const exited = new Promise((resolve) => child.once('exit', resolve));
  return {
    child,
    exited,
    output: () => output,
    async stop() {
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 8000);
      await exited;
      clearTimeout(timer);
    },
  };
}

/** Resident memory and CPU seconds of one process, from /proc; null where there is none. */
export function usage(pid) {
  try {
    const rssKib = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return { rssBytes: rssKib * 1024, cpuSeconds: (Number(fields[11]) + Number(fields[12])) / 100 };
  } catch {
    return null;
  }
}

/** Publishes in a process of its own. Resolves when it begins to; `finished` then resolves with what it printed. */
export async function publish(port, tasks, rate, seed, shape = {}) {
  const args = [...[port, tasks, rate, seed].map(String), JSON.stringify(shape)];
  const run = start(process.execPath, [join(here, 'publish.mjs'), ...args], { keep: 20_000_000 });
  while (!run.output().includes('ready') && run.child.exitCode === null) await sleep(10);
  return { finished: run.exited.then(() => JSON.parse(run.output().trim().split('\n').at(-1))) };
}

export async function bareSubscriber(port, expected) {
  const run = start(process.execPath, [join(here, 'bare-subscriber.mjs'), String(port), String(expected)]);
  while (!run.output().includes('ready')) await sleep(20);
  return {
    pid: run.child.pid,
    stop: run.stop,
    async finished() {
      await run.exited;
      return JSON.parse(run.output().trim().split('\n').at(-1));
    },
  };
}

/** @param {number} port @param {{ dataDir?: string }} [options] a data folder that is filled already */
export async function celeryscope(port, { dataDir } = {}) {
  const http = await freePort();
  const data = dataDir ?? mkdtempSync(join(tmpdir(), 'celeryscope-bench-'));
  const startedAt = performance.now();
  const run = start(process.execPath, [
    ...NODE_ARGS,
    '--broker-url',
    `redis://127.0.0.1:${port}/0`,
    '--port',
    String(http),
    '--data-dir',
    data,
  ]);
  const url = `http://127.0.0.1:${http}`;
  const read = async (path) => (await fetch(url + path)).json();
  await until(async () => (await fetch(`${url}/api/v1/ready`)).ok, 20_000, run);
  const readySeconds = (performance.now() - startedAt) / 1000;
  return {
    name: 'Celeryscope',
    url,
    pid: run.child.pid,
    async stop() {
      await run.stop();
      if (dataDir === undefined) rmSync(data, { recursive: true, force: true });
    },
    readySeconds,
    read,
    count: async () => (await read('/api/v1/stats')).events.received,
  };
}

export async function flower(port, python) {
  const http = await freePort();
  const args = [
    '-m',
    'celery',
    `--broker=redis://127.0.0.1:${port}/0`,
    'flower',
    '--address=127.0.0.1',
    `--port=${http}`,
    '--max_tasks=1000000',
    '--enable_events=False',
  ];
  const run = start(python, args, { cwd: tmpdir() });
  const url = `http://127.0.0.1:${http}`;
  const count = async () => {
    const text = await (await fetch(`${url}/metrics`)).text();
    let sum = 0;
    for (const match of text.matchAll(/^flower_events_total\{[^}]*\} ([\d.e+]+)$/gm)) sum += Number(match[1]);
    return sum;
  };
  await until(async () => (await fetch(`${url}/metrics`)).ok, 30_000, run);
  // Its event receiver starts a moment after its web server.
  await sleep(3000);
  return { name: 'Flower 2.1', url, pid: run.child.pid, stop: run.stop, count };
}

async function until(check, timeoutMs, run) {
  const end = Date.now() + timeoutMs;
  while (Date.now() < end) {
    if (run.child.exitCode !== null) break;
    if (await check().catch(() => false)) return;
    await sleep(20);
  }
  throw new Error(`did not come up:\n${run.output().slice(-2000)}`);
}
