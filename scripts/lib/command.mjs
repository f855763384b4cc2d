import { inRoot } from './paths.mjs';

/** The built program. */
export const COMMAND = inRoot('dist', 'cli.js');

/**
 * What Node is given to run it. Left alone, V8 lets the young generation of the main thread grow to 128 MiB wherever
 * the machine is short of processors, and never gives it back. A larger one takes no more events.
 */
export const NODE_ARGS = ['--max-semi-space-size=4', COMMAND];
