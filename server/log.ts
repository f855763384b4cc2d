import { Writable } from 'node:stream';
import { pino, type Logger } from 'pino';
import { ConfigError } from './config/config-error';
import { printable } from './config/option-names';

export type Log = Logger;

export interface LogOptions {
  readonly logLevel: string;
  readonly logFormat: 'auto' | 'json' | 'text';
  readonly logFile: string | null;
  readonly debug: boolean;
}

export interface OpenedLog {
  readonly log: Log;
  /** Begins the file anew, when logrotate has moved it away. */
  readonly reopen: () => void;
}

/** JSON lines for machines; single lines for a person at a terminal. A ConfigError where the file can't be written. */
export function openLog(options: LogOptions, stderr: NodeJS.WriteStream): OpenedLog {
  const { logFile, logFormat } = options;
  const file = logFile === null ? null : openFile(logFile);
  const isText = logFormat === 'text' || (logFormat === 'auto' && file === null && stderr.isTTY);
  const output = file ?? stderr;
  const log = pino(
    { level: levelOf(options), base: null, timestamp: pino.stdTimeFunctions.isoTime },
    isText ? singleLines(output) : output,
  );
  return { log, reopen: () => file?.reopen() };
}

/** As Flower's: `debug` says more unless another level was chosen. */
export function levelOf({ logLevel, debug }: Pick<LogOptions, 'logLevel' | 'debug'>): string {
  return debug && logLevel === 'info' ? 'debug' : logLevel;
}

function openFile(path: string): ReturnType<typeof pino.destination> {
  try {
    return pino.destination({ dest: path, append: true, sync: true });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unwritable';
    throw new ConfigError(`--log-file ${printable(path)}: can't be written (${code}).`);
  }
}

interface LineOutput {
  write(line: string): unknown;
}

const NAMES: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: '',
  40: 'warning: ',
  50: 'error: ',
  60: 'fatal: ',
};

function singleLines(output: LineOutput): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      output.write(`${toSingleLine(chunk.toString('utf8'))}\n`);
      done();
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
