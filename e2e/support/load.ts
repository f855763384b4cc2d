import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../bench/soak-load.mjs', import.meta.url));

export interface EndedTask {
  readonly uuid: string;
  readonly state: string;
  /** When its last event was published, in milliseconds. */
  readonly atMs: number;
  /** Events that were published up to it. */
  readonly events: number;
}

/** Events of made-up workers and tasks, published by a process of its own. */
export interface Load {
  /** Events that were published so far. */
  readonly events: number;
  /** Every task that ended so far. */
  readonly ended: readonly EndedTask[];
  /** It goes on until so many events were published in all. */
  allow(events: number): void;
  stop(): Promise<void>;
}

interface Chunk {
  readonly at: number;
  readonly events: number;
  readonly ended: readonly (readonly [string, string])[];
}

export function startLoad(options: { readonly port: number; readonly rate: number; readonly seed: number }): Load {
  const args = [options.port, options.rate, options.seed].map(String);
  const child = spawn(process.execPath, [program, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const ended: EndedTask[] = [];
  let events = 0;
  createInterface({ input: child.stdout }).on('line', (line) => {
    const chunk = JSON.parse(line) as Chunk;
    events = chunk.events;
    for (const [uuid, state] of chunk.ended) ended.push({ uuid, state, atMs: chunk.at, events });
  });
  return {
    get events() {
      return events;
    },
    ended,
    allow: (limit) => void child.stdin.write(`${limit}\n`),
    async stop() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
