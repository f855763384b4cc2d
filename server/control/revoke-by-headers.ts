import type { ActionAnswer } from '@/lib/cluster/action';
import type { CollectorCalls } from '../collector/messages';
import { broadcast } from './broadcast';
import { newAction, outcomeOf, type ControlContext } from './control-context';

/**
 * Revokes every task that bears one of these stamps, on all workers. Which those are nobody knows before they come:
 * events do not tell stamps, so what is stored of ended tasks can't be protected as a revoke by id does.
 */
export async function revokeByHeaders(
  context: ControlContext,
  request: CollectorCalls['revokeByHeaders']['request'],
): Promise<CollectorCalls['revokeByHeaders']['response']> {
  const { headers, terminate, signal, reason = null } = request;
  const startedAt = context.now();
  const answered = await broadcast(context, 'revoke_by_stamped_headers', { headers, terminate, signal }, null);
  const answers = answered.map((answer) =>
    // What a worker says to a command that it does not have.
    answer.outcome === 'error' && answer.text.startsWith('KeyError')
      ? { ...answer, text: `needs Celery 5.3 or later: ${answer.text}` }
      : answer,
  );
  const good = answers.filter(({ outcome }) => outcome === 'ok').length;
  const summary =
    answers.length === 0
      ? 'No worker is up: nobody was told, and nobody will be'
      : `${good} of ${answers.length} workers took note${terminate ? terminatedBy(answers) : ''}`;
  const action = newAction(request, startedAt, {
    name: 'revoke-by-headers',
    subject: { kind: 'cluster', id: '' },
    parameters: { headers, terminate, signal: terminate ? signal : null },
    reason,
    outcome: outcomeOf(answers),
    summary,
    answers,
    durationMs: Math.round((context.now() - startedAt) * 1000),
  });
  context.record(action);
  return { actionId: action.id, answers, summary };
}

/** As the workers say themselves (celery/worker/control.py, revoke_by_stamped_headers). */
function terminatedBy(answers: readonly ActionAnswer[]): string {
  const good = answers.filter(({ outcome }) => outcome === 'ok');
  const ran = good.filter(({ text }) => text.endsWith(' revoked')).length;
  const ranNone = good.filter(({ text }) => text.endsWith(' were not terminated')).length;
  // Of many stamps the answer is cut off before it tells.
  const unclear = good.length - ran - ranNone;
  const told = [
    ...(ran > 0 ? [`${ran} terminated running ones`] : []),
    ...(ranNone > 0 ? [`${ranNone} ran none`] : []),
    ...(unclear > 0 ? [`${unclear} did not tell whether it ran any`] : []),
  ];
  return told.length === 0 ? '' : `: ${told.join(', ')}`;
}
