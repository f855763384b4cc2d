import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** The made-up load as a process of its own; what ended is told to `truth`. */
export function createLoad({ port, rate, seed, truth }) {
  const args = [join(import.meta.dirname, 'soak-load.mjs'), ...[port, rate, seed].map(String)];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { at, ended, unheard } = JSON.parse(line);
    truth.unheard(unheard);
    for (const [uuid, state] of ended) truth.ended(uuid, state, at);
  });
  child.stdin.write(`${Number.MAX_SAFE_INTEGER}\n`);
  return {
    pause: () => child.stdin.write('0\n'),
    async stop() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
