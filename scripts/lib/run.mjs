import { spawn } from 'node:child_process';
import { Failure } from './failure.mjs';
import { root } from './paths.mjs';
import { killTree } from './processes.mjs';

const keptCharacters = 200_000;

/** Each command that runs, and whether it goes with all its children. @type {Map<import('node:child_process').ChildProcess, boolean>} */
const running = new Map();
/** Set by a signal: nothing more is begun. */
let isEnding = false;

/** Ends the commands that still run: a signal that was meant for us alone has not reached them. */
export function endRuns() {
  for (const [child, wholeTree] of running) {
    if (wholeTree && child.pid !== undefined) killTree(child.pid);
    else child.kill('SIGTERM');
  }
}

/** A Ctrl-C or a `kill` ends what runs; who waits for it is told by a Failure. */
export function endRunsOnSignal() {
  for (const signal of /** @type {NodeJS.Signals[]} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, onSignal);
}

function onSignal() {
  isEnding = true;
  endRuns();
}

/**
 * Runs a command to its end and keeps its output. One with `wholeTree` starts programs that it would leave behind when
 * it is ended early: it leads a group of its own, so that a Ctrl-C reaches only us, and we end it with all of them.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, onLine?: (line: string) => void, signal?: AbortSignal, wholeTree?: boolean }} [options]
 * @returns {Promise<{ code: number, output: string }>} code 127 when there is no such command
 */
export function tryRun(command, args, { cwd = root, env = process.env, onLine, signal, wholeTree = false } = {}) {
  return new Promise((resolve, reject) => {
    if (isEnding) return reject(new Failure('Stopped.'));
    let output = '';
    const child = spawn(command, args, { cwd, env, signal, detached: wholeTree, stdio: ['ignore', 'pipe', 'pipe'] });
    running.set(child, wholeTree);
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
      if (isEnding && wholeTree) reject(new Failure('Stopped.'));
      else resolve({ code: code ?? 1, output });
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
