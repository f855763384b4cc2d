import type { ActionAnswer } from '@/lib/cluster/action';
import type { WorkerDetail } from '@/lib/cluster/worker';
import { BrokerError } from '../brokers/broker';
import { ControlError } from './control-context';
import type { WorkerControlContext } from './worker-control';

/** Celery sends no answer to it; the publishing itself takes some milliseconds. */
const SENT_MS = 200;
const WATCH_SECONDS = 5;
const LOOK_MS = 100;

/**
 * A warm shutdown of one worker. There is no answer to wait for: a worker that obeys says `worker-offline` as soon as it
 * begins to stop, and is gone when what it runs has ended.
 */
export async function shutDown(
  context: WorkerControlContext,
  hostname: string,
): Promise<{ readonly answers: readonly ActionAnswer[]; readonly summary: string }> {
  const before = context.worker(hostname);
  const startedAt = context.now();
  const left = watch(context, hostname, before, startedAt);
  await context.broker
    .control({ method: 'shutdown', arguments: {}, destination: [hostname], timeoutMs: SENT_MS, expect: null })
    .catch((error: unknown) => {
      if (error instanceof BrokerError)
        throw new ControlError('broker_unavailable', `The command was not sent: ${error.message}`, 503);
      throw error;
    });
  const seen = await left;
  const text = seen ? 'said worker-offline: it stops' : `no worker-offline within ${WATCH_SECONDS} s`;
  const ms = seen ? Math.round((context.now() - startedAt) * 1000) : null;
  const running = before?.active ?? 0;
  const rest = running > 0 ? `; ${running} running ${running === 1 ? 'task goes' : 'tasks go'} on to the end` : '';
  return {
    answers: [{ from: hostname, outcome: seen ? 'ok' : 'no-reply', text, ms }],
    summary: seen
      ? `It stops${rest}`
      : 'Sent; Celery sends no answer to a shutdown, and the worker was not seen to stop yet',
  };
}

async function watch(
  context: WorkerControlContext,
  hostname: string,
  before: WorkerDetail | null,
  startedAt: number,
): Promise<boolean> {
  for (;;) {
    if (hasLeft(before, context.worker(hostname))) return true;
    if (context.now() - startedAt >= WATCH_SECONDS) return false;
    await context.pause(LOOK_MS);
  }
}

/** It says that it goes, or whatever started it has started it anew already. */
function hasLeft(before: WorkerDetail | null, now: WorkerDetail | null): boolean {
  if (now === null || now.status === 'gone') return true;
  const pid = before?.pid ?? null;
  return pid !== null && now.pid !== null && now.pid !== pid;
}
