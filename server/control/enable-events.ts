import type { Action } from '@/lib/cluster/action';
import type { CollectorCalls } from '../collector/messages';
import { broadcast } from './broadcast';
import { newAction, outcomeOf, type ControlContext } from './control-context';

/** Asks workers to send task events; lost when the worker restarts. "already enabled" is a success. */
export async function enableEvents(
  context: ControlContext,
  request: CollectorCalls['enableEvents']['request'],
): Promise<CollectorCalls['enableEvents']['response']> {
  const startedAt = context.now();
  const answers = await broadcast(context, 'enable_events', {}, request.hostnames);
  const good = answers.filter((answer) => answer.outcome === 'ok').length;
  const action = newAction(request, startedAt, {
    name: 'enable-events',
    subject: subjectOf(request.hostnames),
    parameters: { hostnames: request.hostnames },
    reason: request.reason ?? null,
    outcome: outcomeOf(answers),
    summary: `${good} of ${answers.length} workers send task events now`,
    answers,
    durationMs: Math.round((context.now() - startedAt) * 1000),
  });
  context.record(action);
  return { actionId: action.id, answers };
}

export function subjectOf(hostnames: readonly string[] | null): Action['subject'] {
  const only = hostnames?.length === 1 ? hostnames[0] : undefined;
  return only === undefined ? { kind: 'cluster', id: '' } : { kind: 'worker', id: only };
}
