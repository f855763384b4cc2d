import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { waitFor } from './redis-server';

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
  /** Resolves when all that was allowed has been published and every task of it ended; gives all that ended. */
  settled(): Promise<readonly EndedTask[]>;
  stop(): Promise<void>;
}

interface Chunk {
  readonly at: number;
  readonly events: number;
  readonly ended: readonly (readonly [string, string])[];
  readonly settled?: number;
}

export function startLoad(options: { readonly port: number; readonly rate: number; readonly seed: number }): Load {
  const args = [options.port, options.rate, options.seed].map(String);
  const child = spawn(process.execPath, [program, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const ended: EndedTask[] = [];
  let events = 0;
  let allowed = 0;
  let settledAt: number | null = null;
  createInterface({ input: child.stdout }).on('line', (line) => {
    const chunk = JSON.parse(line) as Chunk;
    events = chunk.events;
    settledAt = chunk.settled ?? settledAt;
    for (const [uuid, state] of chunk.ended) ended.push({ uuid, state, atMs: chunk.at, events });
  });
  return {
    get events() {
      return events;
    },
    ended,
    allow(limit) {
      allowed = limit;
      settledAt = null;
      child.stdin.write(`${limit}\n`);
    },
    settled: () =>
      waitFor(
        () => (settledAt === allowed ? ended : null),
        () => `the end of the load, ${events} of ${allowed}`,
      ),
    async stop() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
