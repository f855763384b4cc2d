import { parseArgs } from 'node:util';
import { Failure } from './failure.mjs';

/**
 * `parseArgs`, with a wrong option as a line that names it.
 * @template {import('node:util').ParseArgsConfig} T
 * @param {T} config @param {string} usage
 */
export function readOptions(config, usage) {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new Failure(`${error instanceof Error ? error.message.split('\n')[0] : error}\n  ${usage}`);
  }
}

/** @param {string} name @param {string | undefined} text @param {number} lowest @param {number} highest */
export function readNumber(name, text, lowest, highest) {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() !== '' && value >= lowest && value <= highest) return value;
  throw new Failure(`--${name} ${text}: a number from ${lowest} to ${highest} is wanted.`);
}
