import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Where the test application is. */
export const appFolder = fileURLToPath(new URL('./celery_app', import.meta.url));
const ownPython = fileURLToPath(new URL('../../.demo/venv/bin/python', import.meta.url));

/** The Python that has Celery; null where there is none, and tests that need it say so. */
export const python: string | null =
  [process.env['CELERYSCOPE_TEST_PYTHON'], ownPython].find(
    (path): path is string =>
      path !== undefined && existsSync(path) && spawnSync(path, ['-c', 'import celery']).status === 0,
  ) ?? null;

export interface CeleryWorker {
  /** What it wrote so far. */
  output(): string;
  readonly pid: number;
  /** TERM for a warm shutdown; KILL after ten seconds, to the whole process group. */
  stop(): Promise<void>;
  /** kill -9 of the whole group, as a machine that goes away. */
  kill(): Promise<void>;
}

export interface CeleryWorkerOptions {
  readonly brokerUrl: string;
  readonly name: string;
  readonly queues?: readonly string[];
  readonly concurrency?: number;
  readonly pool?: string;
  /** False leaves out `-E`. */
  readonly events?: boolean;
  /** Celery settings, as JSON values. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly args?: readonly string[];
  /** Another application than `scope_tasks`, and its Python. */
  readonly app?: CeleryApp;
}

export interface CeleryApp {
  readonly module: string;
  readonly python: string;
}

/** Starts a real worker in a process group of its own and waits until it is ready. */
export async function startWorker(options: CeleryWorkerOptions): Promise<CeleryWorker> {
  const args = [
    ...['worker', '-n', options.name, ...(options.events === false ? [] : ['-E'])],
    ...['-l', 'INFO', '-c', String(options.concurrency ?? 2), '-P', options.pool ?? 'prefork'],
    ...['-Q', (options.queues ?? ['celery']).join(','), ...(options.args ?? [])],
  ];
  const { child, output, exited } = spawnCelery(args, options.brokerUrl, options.settings, {
    detached: true,
    app: options.app,
  });
  const signal = (name: NodeJS.Signals): void => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    process.kill(-child.pid, name);
  };
  const end = Date.now() + 120_000;
  while (!/ ready\./.test(output())) {
    if (Date.now() > end || child.exitCode !== null) {
      signal('SIGKILL');
      throw new Error(`worker ${options.name} did not start:\n${output().slice(-2000)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    output,
    pid: child.pid ?? 0,
    async stop() {
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
        process.kill(child.pid, 'SIGTERM');
      const timer = setTimeout(() => signal('SIGKILL'), 10_000);
      await exited;
      clearTimeout(timer);
    },
    async kill() {
      signal('SIGKILL');
      await exited;
    },
  };
}

interface SpawnOptions {
  readonly detached?: boolean;
  readonly app?: CeleryApp | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
}

/** Runs `celery` with the test application until it ends; what it wrote last is kept. */
export function spawnCelery(
  args: readonly string[],
  brokerUrl: string,
  settings: Readonly<Record<string, unknown>> = {},
  { detached = false, app, env = {} }: SpawnOptions = {},
): { readonly child: ChildProcess; readonly output: () => string; readonly exited: Promise<void> } {
  const child = spawn(app?.python ?? requirePython(), ['-m', 'celery', '-A', app?.module ?? 'scope_tasks', ...args], {
    cwd: appFolder,
    detached,
    env: { ...celeryEnvironment(brokerUrl, settings), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const keep = (chunk: Buffer): void => void (output = (output + chunk.toString()).slice(-100_000));
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return { child, output: () => output, exited };
}

export interface Call {
  readonly name: string;
  readonly args?: readonly unknown[];
  readonly kwargs?: Readonly<Record<string, unknown>>;
  /** Options of `send_task`: queue, priority, countdown, … */
  readonly options?: Readonly<Record<string, unknown>>;
}

/** Sends tasks with Celery itself and gives their uuids. */
export async function sendTasks(
  brokerUrl: string,
  calls: readonly Call[],
  settings?: Readonly<Record<string, unknown>>,
): Promise<string[]> {
  return (await runPython(['send.py'], brokerUrl, settings, calls.map((call) => JSON.stringify(call)).join('\n')))
    .trim()
    .split('\n');
}

/** Runs a Python program with the test application's settings and gives what it printed. */
export async function runPython(
  args: readonly string[],
  brokerUrl: string,
  settings: Readonly<Record<string, unknown>> = {},
  input = '',
  python = requirePython(),
): Promise<string> {
  const child = spawn(python, [...args], {
    cwd: appFolder,
    env: celeryEnvironment(brokerUrl, settings),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let [output, errors] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => void (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => void (errors += chunk.toString()));
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`python ${args.join(' ')} ended with ${String(code)}:\n${errors.slice(-2000)}`);
  return output;
}

export function celeryEnvironment(
  brokerUrl: string,
  settings: Readonly<Record<string, unknown>> = {},
): NodeJS.ProcessEnv {
  return {
    ...process.env,
    SCOPE_CELERY: JSON.stringify({ broker_url: brokerUrl, ...settings }),
    C_FORCE_ROOT: '1',
    PYTHONDONTWRITEBYTECODE: '1',
  };
}

export function requirePython(): string {
  if (python === null) throw new Error('no Python with Celery: set CELERYSCOPE_TEST_PYTHON, or run npm run demo once');
  return python;
}

/** Of the Celery that all tests use. */
export function celeryVersion(): string {
  return spawnSync(requirePython(), ['-c', 'import celery; print(celery.__version__)'], {
    encoding: 'utf8',
  }).stdout.trim();
}
