import { once } from 'node:events';
import { orAborted } from './or-aborted';
import type { CollectorHooks, RunningCollector } from './collector-client';
import type { Config } from './config';
import { createHealthServer } from './http/health-server';
import { listenAt } from './listen';
import type { Log } from './log';

export interface CollectorRun {
  readonly config: Config;
  readonly version: string;
  readonly openCollector: (hooks: CollectorHooks) => RunningCollector;
  readonly now: () => number;
  /** It runs. */
  readonly began: () => void;
}

/** How long the collector may take to write what it holds: the whole stop takes at most 5 s. */
const STOP_GRACE_MS = 4_000;

/** Collects without serving pages until `signal` aborts or the collector gives up; the exit code. */
export async function runCollector(run: CollectorRun, log: Log, signal: AbortSignal): Promise<number> {
  const { healthPort, host } = run.config;
  const fatal = Promise.withResolvers<number>();
  const collector = run.openCollector({
    begins: () => undefined,
    fatal(code, text) {
      log.fatal({ code }, text);
      fatal.resolve(1);
    },
  });
  const health = healthPort === null ? null : createHealthServer({ ...run, collector });
  if (health !== null && healthPort !== null) {
    const address = { host, port: healthPort, option: '--health-port' } as const;
    await listenAt(address, () => once(health.listen(healthPort, host), 'listening'));
  }
  collector.start();
  run.began();
  const code = (await orAborted(fatal.promise, signal)) ?? 0;
  health?.close();
  health?.closeAllConnections();
  await collector.stop(STOP_GRACE_MS);
  return code;
}
