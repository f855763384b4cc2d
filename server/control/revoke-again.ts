import type { Action, ActionAnswer } from '@/lib/cluster/action';
import type { KeptRevoke } from '@/lib/cluster/wish';
import type { Caller } from '../collector/messages';
import { broadcast } from './broadcast';
import { newAction, outcomeOf, type ControlContext } from './control-context';

/** Who acts when nobody asked just now. */
export const OURSELVES: Caller = { actor: 'celeryscope', address: '' };
const NAMED = 100;

/** Tells workers that do not know it what was revoked: never to end what they run. */
export async function revokeAgain(
  context: ControlContext,
  hostnames: readonly string[],
  revokes: readonly KeptRevoke[],
): Promise<readonly ActionAnswer[]> {
  const startedAt = context.now();
  const uuids = revokes.map(({ id }) => id);
  const answers = await broadcast(context, 'revoke', { task_id: uuids, terminate: false }, hostnames);
  const good = answers.filter(({ outcome }) => outcome === 'ok').length;
  const summary = `${good} of ${answers.length} workers that did not know it took note`;
  context.record(
    newAction(OURSELVES, startedAt, {
      name: 'revoke-again',
      subject: subjectOf(hostnames, uuids),
      parameters: { uuids: uuids.slice(0, NAMED), count: uuids.length, hostnames },
      reason: reasonOf(revokes),
      outcome: outcomeOf(answers),
      summary,
      answers,
      durationMs: Math.round((context.now() - startedAt) * 1000),
    }),
  );
  const names = hostnames.length > 3 ? `${hostnames.length} workers` : hostnames.join(', ');
  for (const { id, actor } of revokes)
    context.note(id, `Revoke of ${actor} sent again to ${names}: ${good} of ${answers.length} took note`);
  return answers;
}

function subjectOf(hostnames: readonly string[], uuids: readonly string[]): Action['subject'] {
  const [uuid, ...others] = uuids;
  if (uuid !== undefined && others.length === 0) return { kind: 'task', id: uuid };
  const [hostname, ...more] = hostnames;
  return hostname !== undefined && more.length === 0 ? { kind: 'worker', id: hostname } : { kind: 'cluster', id: '' };
}

/** Who wanted it, and why where it is one. */
function reasonOf(revokes: readonly KeptRevoke[]): string {
  const [first] = revokes;
  const actors = [...new Set(revokes.map(({ actor }) => actor))];
  const who = actors.length > 3 ? `${actors.length} people` : actors.join(', ');
  if (revokes.length > 1 || first === undefined) return `kept revokes of ${who}`;
  const when = new Date(first.at * 1000).toISOString();
  return `revoked by ${who} at ${when}${first.reason === null ? '' : `: ${first.reason}`}`;
}
