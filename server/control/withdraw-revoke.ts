import type { KeptRevoke } from '@/lib/cluster/wish';
import type { CollectorCalls } from '../collector/messages';
import { ControlError, newAction, type ControlContext } from './control-context';

export interface WithdrawContext extends ControlContext {
  /** null: it was not kept. */
  readonly withdraw: (uuid: string) => KeptRevoke | null;
}

/** Keeps a revoke no longer. No worker is told: Celery has no command that takes a revoke back. */
export function withdrawRevoke(
  context: WithdrawContext,
  request: CollectorCalls['withdrawRevoke']['request'],
): CollectorCalls['withdrawRevoke']['response'] {
  const { uuid, reason } = request;
  const kept = context.withdraw(uuid);
  if (kept === null)
    throw new ControlError('not_kept', 'No revoke of that task is kept here: there is nothing to withdraw.', 404);
  const summary = `The revoke of ${kept.actor} is no longer kept; workers that know it keep it`;
  const action = newAction(request, context.now(), {
    name: 'withdraw-revoke',
    subject: { kind: 'task', id: uuid },
    parameters: { actor: kept.actor, at: kept.at },
    reason: reason ?? null,
    outcome: 'done',
    summary,
  });
  context.record(action);
  context.note(uuid, `${summary} (${request.actor})`);
  return { actionId: action.id };
}
