import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FindingsView, QueuePageView, QueuesView, StatusView, WorkersView } from '@/lib/api/page-views';
import type { ActionsView, FindingView, TaskDetail, TaskPage } from '@/lib/api/views';
import type { Action } from '@/lib/cluster/action';
import type { WorkerDetail } from '@/lib/cluster/worker';
import { waitFor } from './redis-server';

const root = fileURLToPath(new URL('../..', import.meta.url));
// One level below the root, as dist/: the program reads the version from the package.json beside its folder.
const OUTDIR = '.e2e';

let isBundled = false;

/** The command of the program, bundled from the sources as they are now. */
export function programFile(): string {
  if (!isBundled) {
    const entries = [
      'cli=server/cli.ts',
      'main=server/main.ts',
      'collector=server/collector/thread.ts',
      'reader=server/store/reading/reader-thread.ts',
      'postgres-writer=server/store/postgres/writer-thread.ts',
      'writer=server/store/writing/writer-thread.ts',
    ];
    execFileSync(process.execPath, ['scripts/steps/bundle.mjs', `--outdir=${OUTDIR}`, ...entries], {
      cwd: root,
      stdio: 'inherit',
    });
    isBundled = true;
  }
  return join(root, OUTDIR, 'cli.js');
}

export interface ProgramOptions {
  readonly brokerUrl?: string;
  readonly dataDir: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface Answered {
  readonly status: number;
  readonly body: unknown;
}

export interface Answers {
  status: StatusView;
  tasks: TaskPage;
  task: TaskDetail;
  workers: WorkersView;
  worker: WorkerDetail & { readonly findings: readonly FindingView[] };
  queues: QueuesView;
  queue: QueuePageView;
  findings: FindingsView;
  actions: ActionsView;
}

/** Celeryscope as its users run it: a process with an API. */
export interface Program {
  readonly url: string;
  readonly pid: number;
  /** All that it wrote. */
  output(): string;
  request(path: string, init?: RequestInit): Promise<Answered>;
  /** The body of a good answer: `get('tasks', '?q=…')`, `get('task', uuid)`. */
  get<K extends keyof Answers>(what: K, rest?: string): Promise<Answers[K]>;
  post(path: string, body?: object): Promise<Answered>;
  /** Asks again until `holds`. */
  until<K extends keyof Answers>(
    what: K,
    rest: string,
    holds: (body: Answers[K]) => boolean,
    why: string,
    timeoutMs?: number,
  ): Promise<Answers[K]>;
  untilTask(uuid: string, holds: (task: TaskDetail) => boolean, why: string, timeoutMs?: number): Promise<TaskDetail>;
  findings(state?: 'open' | 'closed' | 'all'): Promise<readonly FindingView[]>;
  /** Waits for the newest entry of Actions about this task or worker: it is written a moment after the answer. */
  action(outcome: Action['outcome'], id: string): Promise<Action>;
  /** TERM; resolves with the exit code. */
  stop(): Promise<number | null>;
  kill(): Promise<void>;
}

/** Starts it on a free port and waits for the line that names its URL. */
export async function startProgram(options: ProgramOptions): Promise<Program> {
  const run = spawnProgram(
    [
      ...(options.brokerUrl === undefined ? [] : ['--broker-url', options.brokerUrl]),
      '--data-dir',
      options.dataDir,
      '--port',
      '0',
      ...(options.args ?? []),
    ],
    options.env,
  );
  const url = await waitFor(
    () => {
      if (run.exitCode() !== null) throw new Error(`it ended with ${String(run.exitCode())}:\n${run.output()}`);
      return /(http:\/\/\S+)\/\n/.exec(run.output())?.[1] ?? null;
    },
    () => `the URL in:\n${run.output()}`,
  );
  const request = async (path: string, init?: RequestInit): Promise<Answered> => {
    const answer = await fetch(`${url}${path}`, init);
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.includes('json') === true;
    return { status: answer.status, body: isJson ? JSON.parse(text) : text };
  };
  const get = async <K extends keyof Answers>(what: K, rest = ''): Promise<Answers[K]> => {
    const path = pathOf(what, rest);
    const { status, body } = await request(path);
    if (status >= 400) throw new Error(`GET ${path}: ${status} ${JSON.stringify(body)}`);
    // What the API answers there is held to its schema by its own tests.
    return body as Answers[K];
  };
  const until: Program['until'] = async (what, rest, holds, why, timeoutMs) => {
    let last: unknown = null;
    return waitFor(
      async () => {
        const body = await get(what, rest).catch((error: unknown) => void (last = String(error)));
        if (body === undefined) return null;
        last = body;
        return holds(body) ? body : null;
      },
      () => `${why}; last answer: ${JSON.stringify(last).slice(0, 3000)}\n${run.output().slice(-1000)}`,
      timeoutMs,
    );
  };
  return {
    url,
    pid: run.pid,
    output: () => run.output(),
    request,
    get,
    post: (path, body = {}) =>
      request(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    until,
    untilTask: (uuid, holds, why, timeoutMs) => until('task', uuid, holds, why, timeoutMs),
    findings: async (state = 'all') => (await get('findings', `?state=${state}`)).findings,
    async action(outcome, id) {
      const isIt = (action: Action): boolean => action.outcome === outcome && action.subject.id === id;
      const { actions } = await until('actions', '', (view) => view.actions.some(isIt), `${outcome} of ${id}`);
      const found = actions.find(isIt);
      if (found === undefined) throw new Error('it was there');
      return found;
    },
    async stop() {
      run.signal('SIGTERM');
      return run.exited;
    },
    async kill() {
      run.signal('SIGKILL');
      await run.exited;
    },
  };
}

const SINGLE: ReadonlySet<string> = new Set(['task', 'worker', 'queue']);

function pathOf(what: keyof Answers, rest: string): string {
  return SINGLE.has(what) ? `/api/v1/${what}s/${encodeURIComponent(rest)}` : `/api/v1/${what}${rest}`;
}

/** Runs it to its end, for what ends it at once; everything that it wrote comes with the exit code. */
export async function runProgram(
  args: readonly string[],
  timeoutMs = 120_000,
): Promise<{ readonly code: number | null; readonly output: string }> {
  const run = spawnProgram(args);
  const timer = setTimeout(() => run.signal('SIGKILL'), timeoutMs);
  const code = await run.exited;
  clearTimeout(timer);
  return { code, output: run.output() };
}

export interface ProgramProcess {
  readonly pid: number;
  readonly exited: Promise<number | null>;
  exitCode(): number | null;
  output(): string;
  signal(name: NodeJS.Signals): void;
}

export function spawnProgram(args: readonly string[], extraEnv: Readonly<Record<string, string>> = {}): ProgramProcess {
  // Else the program would take the broker, or the options, of whoever runs the tests.
  const env = { ...process.env, ...extraEnv };
  for (const name of Object.keys(env))
    if (/^(CELERYSCOPE|CELERY|FLOWER)_/.test(name)) Reflect.deleteProperty(env, name);
  const child = spawn(process.execPath, [programFile(), ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => void (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => void (output += chunk.toString()));
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  return {
    pid: child.pid ?? 0,
    exited,
    exitCode: () => child.exitCode,
    output: () => output,
    signal: (name) => {
      if (child.exitCode === null && child.signalCode === null) child.kill(name);
    },
  };
}

/** A folder that is removed with `remove()`. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'celeryscope-e2e-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
