import type { ActionAnswer } from '@/lib/cluster/action';
import type { WorkerCommand } from '@/lib/cluster/worker-command';
import { CollectorError } from '../collector-error';
import { callerOf, type Principal } from '../http/authorise';
import { requireCommandInScope } from '../http/control-scope';
import type { Services } from '../http/endpoint';
import { clusterOf } from '../views/view';
import { FlowerError } from './flower-error';

/** Flower tells an unknown name before it looks at the parameters. */
export function knownWorker(name: string | null, services: Services): string {
  if (name !== null && clusterOf(services).workers.has(name)) return name;
  throw new FlowerError(404, `Unknown worker '${name ?? '[]'}'`);
}

/** Flower's words for an answer that never came. */
const NO_REASON = 'Unknown reason';

/** What the worker said when it agreed; `refused` makes Flower's 403 of why it did not. */
export async function tellWorker(
  services: Services,
  principal: Principal,
  hostname: string,
  command: WorkerCommand,
  refused: (reason: string) => string,
): Promise<string> {
  const answer = await askOne(services, principal, hostname, command).catch((error: unknown) => {
    if (error instanceof CollectorError && error.status === 409) throw new FlowerError(403, refused(error.message));
    throw error;
  });
  if (answer?.outcome === 'ok') return answer.text;
  throw new FlowerError(403, refused(answer?.outcome === 'error' ? answer.text : NO_REASON));
}

async function askOne(
  services: Services,
  principal: Principal,
  hostname: string,
  command: WorkerCommand,
): Promise<ActionAnswer | undefined> {
  requireCommandInScope(principal, command, [hostname], services);
  const request = { ...callerOf(principal), command, hostnames: [hostname], askAnyway: true };
  const { answers } = await services.collector.call('controlWorkers', request);
  return answers[0];
}
