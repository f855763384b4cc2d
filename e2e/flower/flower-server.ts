import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { appFolder, celeryEnvironment } from '../support/celery-worker';
import { freePort, waitFor } from '../support/redis-server';

const own = fileURLToPath(new URL('../../.demo/flower/bin/python', import.meta.url));

/** The Python that has Flower. */
function requireFlower(): string {
  const found = [process.env['CELERYSCOPE_TEST_FLOWER'], own].find(
    (path) => path !== undefined && existsSync(path) && spawnSync(path, ['-c', 'import flower']).status === 0,
  );
  if (found === undefined) throw new Error('no Python with Flower: set CELERYSCOPE_TEST_FLOWER');
  return found;
}

export interface FlowerServer {
  readonly url: string;
  output(): string;
  stop(): Promise<void>;
}

export interface FlowerServerOptions {
  readonly brokerUrl: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly args?: readonly string[];
  /** Opens its API to who does not sign in. */
  readonly isOpen: boolean;
}

/** A real Flower with the test application, on a free port. */
export async function startFlower(options: FlowerServerOptions): Promise<FlowerServer> {
  const port = await freePort();
  const args = ['-A', 'scope_tasks', 'flower', '--address=127.0.0.1', `--port=${port}`, ...(options.args ?? [])];
  const env = celeryEnvironment(options.brokerUrl, options.settings);
  for (const name of Object.keys(env)) if (name.startsWith('FLOWER_')) Reflect.deleteProperty(env, name);
  const child = spawn(requireFlower(), ['-m', 'celery', ...args], {
    cwd: appFolder,
    env: { ...env, ...(options.isOpen ? { FLOWER_UNAUTHENTICATED_API: 'true' } : {}) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const keep = (chunk: Buffer): void => void (output = (output + chunk.toString()).slice(-20_000));
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const url = `http://127.0.0.1:${port}`;
  await waitFor(
    async () => {
      if (child.exitCode !== null) throw new Error(`Flower ended with ${child.exitCode}:\n${output}`);
      return (await fetch(`${url}/healthcheck`).catch(() => null))?.ok === true || null;
    },
    () => `Flower to answer:\n${output}`,
  );
  return {
    url,
    output: () => output,
    async stop() {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await ended;
      clearTimeout(timer);
    },
  };
}
