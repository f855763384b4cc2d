import type { Config } from './config';

/** Aborts at the first SIGINT or SIGTERM; a second one ends the process at once. */
export function untilSignal(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stop.signal.aborted) process.exit(130);
      stop.abort();
    });
  }
  return stop.signal;
}

/** Where there is nothing to read again a hangup ends us, as it does any program. */
export function onHangup({ certfile, logFile }: Config, ...again: readonly (() => void)[]): void {
  if (certfile !== null || logFile !== null) process.on('SIGHUP', () => again.forEach((read) => read()));
}
