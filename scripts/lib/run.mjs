import { spawn } from 'node:child_process';
import { Failure } from './failure.mjs';
import { root } from './paths.mjs';

const keptCharacters = 200_000;

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/** Ends the commands that still run: a signal that was meant for us alone has not reached them. */
export function endRuns() {
  for (const child of running) child.kill('SIGTERM');
}

/**
 * Runs a command to its end and keeps its output.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, onLine?: (line: string) => void, signal?: AbortSignal }} [options]
 * @returns {Promise<{ code: number, output: string }>} code 127 when there is no such command
 */
export function tryRun(command, args, { cwd = root, env = process.env, onLine, signal } = {}) {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(command, args, { cwd, env, signal, stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(child);
    const keep = (/** @type {Buffer} */ chunk) => {
      const text = chunk.toString();
      output = (output + text).slice(-keptCharacters);
      for (const line of onLine ? text.split(/[\r\n]+/) : []) if (line.trim()) onLine?.(line.trim());
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (error) => resolve({ code: 127, output: `${output}${error.message}\n` }));
    child.on('close', (code) => {
      running.delete(child);
      resolve({ code: code ?? 1, output });
    });
  });
}

/**
 * As `tryRun`, but an exit code other than 0 is a failure that shows the end of the output.
 * @param {string} command @param {string[]} args @param {Parameters<typeof tryRun>[2] & { failure?: string }} [options]
 */
export async function run(command, args, options = {}) {
  const result = await tryRun(command, args, options);
  if (result.code === 0) return result.output;
  throw new Failure(
    options.failure ?? `${command} ${args.join(' ')} failed (${result.code}).`,
    lastLines(result.output, 25),
  );
}

/** @param {string} text @param {number} count */
export const lastLines = (text, count) => text.trimEnd().split('\n').slice(-count).join('\n');
