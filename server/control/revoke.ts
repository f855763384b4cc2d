import { isEnded } from '@/lib/celery/task-state';
import type { ActionAnswer } from '@/lib/cluster/action';
import type { KeptRevoke } from '@/lib/cluster/wish';
import type { CollectorCalls } from '../collector/messages';
import { broadcast } from './broadcast';
import { ControlError, newAction, outcomeOf, type ControlContext } from './control-context';

const SIGNALS = new Set([
  'SIGTERM',
  'SIGKILL',
  'SIGINT',
  'SIGQUIT',
  'SIGUSR1',
  'SIGHUP',
  'TERM',
  'KILL',
  'INT',
  'QUIT',
  'USR1',
  'HUP',
]);

export interface RevokeContext extends ControlContext {
  /** These are not to run: workers that do not know it are told until they ended. */
  readonly keepRevokes: (revokes: readonly Pick<KeptRevoke, 'id' | 'at' | 'actor' | 'reason'>[]) => void;
}

/**
 * Revokes unfinished tasks with one broadcast. Ended ones are refused: since Celery 5.6.2 a revoke overwrites the
 * stored result of any id that is not SUCCESS (celery/worker/control.py).
 */
export async function revoke(
  context: RevokeContext,
  request: CollectorCalls['revoke']['request'],
): Promise<CollectorCalls['revoke']['response']> {
  checkSignal(request.signal);
  const unknown = request.force === true ? [] : request.uuids.filter((uuid) => !isKnown(context, uuid));
  const known = request.uuids.filter((uuid) => !unknown.includes(uuid));
  if (known.length === 0) throw unknownRefusal(unknown);
  const open = known.filter((uuid) => !hasEnded(context, uuid));
  if (open.length === 0) throw refusal(context, known);

  const startedAt = context.now();
  const parameters = { terminate: request.terminate, signal: request.terminate ? request.signal : null };
  const answers = await tellWorkers(context, open, request);
  const durationMs = Math.round((context.now() - startedAt) * 1000);
  const outcome = outcomeOf(answers);
  const good = answers.filter((answer) => answer.outcome === 'ok').length;
  const summary =
    answers.length === 0
      ? 'No worker is known: it is kept, and sent to each within about half a second of its start; a short task may run before'
      : `${good} of ${answers.length} workers took note${request.terminate ? ', running ones are terminated' : ''}`;

  const { actor, reason = null } = request;
  context.keepRevokes(open.map((id) => ({ id, at: startedAt, actor, reason })));
  const actionIds = open.map((uuid) => {
    const action = newAction(request, startedAt, {
      name: 'revoke',
      subject: { kind: 'task', id: uuid },
      parameters,
      reason,
      outcome,
      summary,
      answers,
      durationMs,
      batchId: request.batchId ?? null,
    });
    context.record(action);
    context.note(
      uuid,
      `Revoke${request.terminate ? ` and terminate (${request.signal})` : ''} asked by ${actor}: ${summary}`,
    );
    return action.id;
  });
  return { actionIds, answers, unknown };
}

/** One broadcast for all of them. */
export function tellWorkers(
  context: ControlContext,
  uuids: readonly string[],
  { terminate, signal }: { readonly terminate: boolean; readonly signal: string },
): Promise<readonly ActionAnswer[]> {
  return broadcast(context, 'revoke', { task_id: uuids, terminate, signal }, null);
}

export function checkSignal(signal: string): void {
  if (SIGNALS.has(signal)) return;
  const text = `signal: ${signal.slice(0, 40)} is not one of ${[...SIGNALS].join(', ')}`;
  throw new ControlError('bad_signal', text, 400);
}

function isKnown(context: ControlContext, uuid: string): boolean {
  return context.task(uuid) !== null || context.held(uuid) !== null;
}

// Workers keep every id that they are told, and forget others for it: a mistyped one should not get that far.
function unknownRefusal(uuids: readonly string[]): ControlError {
  const many = uuids.length > 1;
  const text = many ? 'No sign of any of these tasks' : 'No sign of a task with that uuid';
  return new ControlError('task_unknown', `${text}; to revoke all the same, send {"force": true}.`, 404);
}

function hasEnded(context: ControlContext, uuid: string): boolean {
  const task = context.task(uuid);
  return task !== null && isEnded(task.state);
}

function refusal(context: ControlContext, uuids: readonly string[]): ControlError {
  const [first = ''] = uuids;
  const state = context.task(first)?.state ?? 'ended';
  const many = uuids.length > 1;
  const text = many ? 'All of these tasks have ended' : `The task has ended (${state})`;
  return new ControlError('already_ended', `${text}; a revoke would only overwrite its stored result.`, 409);
}
