import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { python, sendTasks, startWorker, type CeleryWorker } from '../support/celery-worker';
import { temporaryFolder } from '../support/program';
import { startRedis, waitFor, type RedisServer } from '../support/redis-server';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A broker of its own with workers and the built program, for what would disturb the demo that all others share. */
export interface OwnStage {
  readonly url: string;
  readonly redis: RedisServer;
  path(name: string): string;
  /** A worker of one slot; waits until Celeryscope knows what it consumes. */
  start(name: string, queues: readonly string[], events?: boolean): Promise<CeleryWorker>;
  /** Sends tasks and waits until they are known. */
  send(queue: string, name: string, args: readonly unknown[], options?: object, count?: number): Promise<string[]>;
  json(path: string): Promise<unknown>;
  stop(): Promise<void>;
}

interface OwnStageOptions {
  /** More for the command line. */
  readonly args?: (path: (name: string) => string) => readonly string[];
  /** `name:password`, by which the stage itself asks. */
  readonly as?: string;
}

export async function startOwnStage({ args: more = () => [], as }: OwnStageOptions = {}): Promise<OwnStage> {
  if (python === null) throw new Error('Celery is needed: CELERYSCOPE_TEST_PYTHON');
  const folder = temporaryFolder();
  const redis = await startRedis();
  const path = (name: string): string => `${folder.path}/${name}`;
  const common = ['dist/cli.js', '--broker-url', redis.url, '--data-dir', folder.path, '--port', '0'];
  const args = [...common, ...more(path)];
  const headers: Record<string, string> =
    as === undefined ? {} : { authorization: `Basic ${Buffer.from(as).toString('base64')}` };
  const program = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = new Promise((resolve) => program.once('close', resolve));
  let output = '';
  for (const stream of [program.stdout, program.stderr])
    stream.on('data', (chunk: Buffer) => void (output += chunk.toString()));
  const url = await waitFor(
    () => /(http:\/\/\S+\/)\n/.exec(output)?.[1] ?? null,
    () => `its address in:\n${output}`,
  );
  const workers: CeleryWorker[] = [];
  const json = async (asked: string): Promise<unknown> => (await fetch(url + asked, { headers })).json();
  return {
    url,
    redis,
    path,
    json,
    async start(name, queues, events = true) {
      const worker = await startWorker({ brokerUrl: redis.url, name, queues, concurrency: 1, events });
      workers.push(worker);
      const isKnown = async () => {
        const told = (await json(`api/v1/workers/${name}`)) as { readonly queues?: unknown; readonly pid?: unknown };
        return (told.queues != null && told.pid === worker.pid) || null;
      };
      await waitFor(isKnown, `what ${name} says of itself`);
      return worker;
    },
    async send(queue, name, given, options = {}, count = 1) {
      const call = { name, args: given, options: { queue, ...options } };
      const uuids = await sendTasks(
        redis.url,
        Array.from({ length: count }, () => call),
      );
      for (const uuid of uuids)
        await waitFor(
          async () => (await fetch(`${url}api/v1/tasks/${uuid}`, { headers })).ok || null,
          `a sign of ${uuid}`,
        );
      return uuids;
    },
    async stop() {
      await Promise.all(workers.map((worker) => worker.kill()));
      program.kill('SIGTERM');
      await exited;
      await redis.stop();
      folder.remove();
    },
  };
}
