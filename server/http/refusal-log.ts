import type { FastifyRequest } from 'fastify';
import type { Action } from '@/lib/cluster/action';
import { Attempts } from './attempts';
import { RefusedPrincipal } from './refusals';
import type { Services } from './endpoint';
import type { Mount } from './mount';
import { HttpProblem } from './problem';

type RecordRefusal = (request: FastifyRequest, name: Action['name'], problem: HttpProblem) => Promise<void>;

const LIMITS = { perName: 20, perAddress: 20, windowSeconds: 60, entries: 1_000 };

/** A refused change leaves an entry in the audit log, but nobody can fill the log with them. */
function createRefusalLog({ collector, now }: Pick<Services, 'collector' | 'now'>): RecordRefusal {
  const recent = new Attempts(now, LIMITS);
  return async (request, name, problem) => {
    const address = request.peer?.address ?? '';
    if (problem.status === 429 || recent.waitSeconds(address, name) > 0) return;
    recent.count(address, name);
    const { uuid, hostname, name: queue, '*': rest } = request.params as Readonly<Record<string, string | undefined>>;
    const actor = problem instanceof RefusedPrincipal ? problem.actor : (request.principal?.name ?? 'not signed in');
    const subject = (uuid ?? hostname ?? queue ?? rest ?? '').slice(0, 1024);
    const summary = `${problem.code}: ${problem.message}`;
    try {
      await collector.call('recordRefusal', { actor, address, name, subject, summary });
    } catch (error) {
      // The refusal itself stands without its entry.
      request.log.warn({ err: error }, 'A refusal could not be written into the audit log.');
    }
  };
}

const logs = new WeakMap<Mount, RecordRefusal>();

/** Each mount has one log of refusals, wherever they are made. */
export async function logRefusal(
  mount: Mount,
  request: FastifyRequest,
  action: Action['name'] | undefined,
  error: unknown,
): Promise<void> {
  if (action === undefined || !(error instanceof HttpProblem)) return;
  const record = logs.get(mount) ?? createRefusalLog(mount.services);
  logs.set(mount, record);
  await record(request, action, error);
}
