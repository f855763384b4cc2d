import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Demo {
  readonly url: string;
  /** Sends one task with Celery itself, from a process of its own; gives its uuid. */
  send(name: string, args: readonly unknown[], options?: Readonly<Record<string, unknown>>): string;
  /** Ctrl-C; resolves with the seconds it took and the processes it left behind. */
  stop(): Promise<{ readonly seconds: number; readonly left: string }>;
}

/** Runs `npm run demo` as a newcomer does, and waits for the address that it prints; `given` is one that runs already. */
export async function startDemo(broker: 'redis' | 'rabbitmq', given?: string): Promise<Demo> {
  if (given !== undefined) return givenDemo(given);
  const deadline = Date.now() + 240_000;
  for (;;) {
    const demo = await tryDemo(broker, deadline);
    if (demo !== null) return demo;
    // After a test that failed, Playwright starts anew while the demo of before is still being stopped.
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

function givenDemo(url: string): Demo {
  return {
    url,
    send: () => {
      throw new Error('not to a demo that somebody else runs');
    },
    stop: () => Promise.resolve({ seconds: 0, left: '' }),
  };
}

/** null while another one runs here. */
async function tryDemo(broker: 'redis' | 'rabbitmq', deadline: number): Promise<Demo | null> {
  const child = spawn(process.execPath, ['scripts/demo.mjs', '--broker', broker], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const keep = (chunk: Buffer): void => void (output += chunk.toString());
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const found = (pattern: RegExp): string | null => pattern.exec(output)?.[1] ?? null;
  while (found(/(http:\/\/127\.0\.0\.1:\d+\/)/) === null) {
    if (child.exitCode !== null && output.includes('The demo already runs here') && Date.now() < deadline) return null;
    if (child.exitCode !== null || Date.now() > deadline)
      throw new Error(`the demo did not start:\n${output.slice(-3000)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const brokerUrl = found(/Broker\s+(\S+)/) ?? '';
  return {
    url: found(/(http:\/\/127\.0\.0\.1:\d+\/)/) ?? '',
    send(name, args, options = {}) {
      const code =
        'import json,sys; from shop.app import app; n,a,o=json.loads(sys.argv[1]); print(app.send_task(n, a, **o).id)';
      const run = spawnSync(python(), ['-c', code, JSON.stringify([name, args, options])], {
        cwd: fileURLToPath(new URL('../../demo', import.meta.url)),
        env: { ...process.env, BROKER_URL: brokerUrl, PYTHONDONTWRITEBYTECODE: '1' },
        encoding: 'utf8',
      });
      if (run.status !== 0) throw new Error(`the task was not sent:\n${run.stderr.slice(-2000)}`);
      return run.stdout.trim();
    },
    async stop() {
      const startedAt = Date.now();
      child.kill('SIGINT');
      await exited;
      const seconds = (Date.now() - startedAt) / 1000;
      const processes = spawnSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).stdout.split('\n');
      return {
        seconds,
        left: processes.filter((line) => line.includes(`${root}.demo`)).join('\n'),
      };
    },
  };
}

const python = (): string => process.env['CELERYSCOPE_TEST_PYTHON'] || `${root}.demo/venv/bin/python`;
