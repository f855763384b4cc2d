/** Something the person at the keyboard can act on: shown as its message alone, without a stack. */
export class Failure extends Error {
  name = 'Failure';

  /** @param {string} message @param {string} [details] output of a command, shown below the message */
  constructor(message, details = '') {
    super(message);
    this.details = details;
  }
}

/** Runs a command's main function; what it throws becomes a line and an exit code. @param {() => Promise<number | void>} main */
export async function runMain(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    process.stderr.write(`\n✗ ${error.message}\n`);
    if (error.details) process.stderr.write(`${error.details.trimEnd().replace(/^/gm, '  ')}\n`);
    process.exitCode = 1;
  }
}
