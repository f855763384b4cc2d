import { Writable } from 'node:stream';
import { pino, type Logger } from 'pino';

export type Log = Logger;

/** JSON lines for machines; single lines for a person at a terminal. */
export function openLog(level: string, output: NodeJS.WriteStream): Log {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  return output.isTTY ? pino(options, singleLines(output)) : pino(options, output);
}

const NAMES: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: '',
  40: 'warning: ',
  50: 'error: ',
  60: 'fatal: ',
};

function singleLines(output: NodeJS.WriteStream): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      output.write(`${toSingleLine(chunk.toString('utf8'))}\n`, done);
    },
  });
}

interface LogRecord {
  readonly level?: number;
  readonly time?: string;
  readonly msg?: string;
  /** Whose line it is, where several are watched. */
  readonly cluster?: string;
  readonly err?: { readonly message?: string };
}

/** Texts from outside may stand in it, so what could steer the terminal is taken out. */
export function toSingleLine(json: string): string {
  const { level = 30, time = '', msg = '', cluster, err } = JSON.parse(json) as LogRecord;
  const cause = err?.message === undefined ? '' : ` (${err.message})`;
  const clock = time.slice(11, 19);
  return `${clock} ${NAMES[level] ?? ''}${cluster === undefined ? '' : `${cluster}: `}${msg}${cause}`
    .replace(/\s*\n\s*/g, ' ')
    .replace(/[\p{Cc}\p{Cf}]/gu, '�');
}
