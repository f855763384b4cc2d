import type { ActionAnswer } from '@/lib/cluster/action';
import { MOST_QUIET } from '@/lib/cluster/quiet';
import type { Caller } from '../collector/messages';
import { broadcast } from './broadcast';
import { ControlError } from './control-context';
import type { WorkerControlContext } from './worker-control';

interface Done {
  readonly answers: readonly ActionAnswer[];
  readonly summary: string;
}

/** Tells a worker to take from none of its queues any more, and remembers which they were. */
export async function quiet(
  context: WorkerControlContext,
  hostname: string,
  { actor, reason }: Caller & { readonly reason?: string },
): Promise<Done> {
  const worker = context.worker(hostname);
  const before = context.quiets.of(hostname);
  if (before === null && context.quiets.count() >= MOST_QUIET)
    throw new ControlError('too_many_quiet', `${MOST_QUIET} workers are quiet already: let some take again.`, 409);
  const taking = worker?.queues ?? null;
  if (taking === null)
    throw new ControlError('queues_unknown', 'It has not told yet which queues it takes from: ask again.', 409);
  const at = context.now();
  const answers = await tellEach(context, hostname, 'cancel_consumer', taking);
  context.quiets.put({
    kind: 'quiet',
    id: hostname,
    at: before?.at ?? at,
    actor: before?.actor ?? actor,
    reason: reason ?? before?.reason ?? null,
    pid: worker?.pid ?? null,
    // What it was made to leave before belongs to it too, though it takes from that no more.
    queues: [...new Set([...(before?.queues ?? []), ...taking])],
  });
  const isDone = answers.every(({ outcome }) => outcome === 'ok');
  return { answers, summary: isDone ? 'It takes from no queue any more' : 'It did not accept it for all its queues' };
}

/** Tells it to take from them again, but for those that are paused. */
export async function unquiet(context: WorkerControlContext, hostname: string): Promise<Done> {
  const known = context.quiets.of(hostname);
  if (known === null) throw new ControlError('worker_not_quiet', 'It was not made quiet from here.', 409);
  const paused = known.queues.filter((queue) => context.isPaused(queue));
  const back = known.queues.filter((queue) => !paused.includes(queue));
  const answers = await tellEach(context, hostname, 'add_consumer', back);
  const isDone = answers.every(({ outcome }) => outcome === 'ok');
  if (isDone) context.quiets.end(hostname);
  const left = paused.length === 0 ? '' : `; not from ${paused.join(', ')}, which is paused`;
  return { answers, summary: isDone ? `It takes again from what it took from${left}` : 'It did not accept it for all' };
}

/** One answer for the worker, though it was asked for each of its queues. */
async function tellEach(
  context: WorkerControlContext,
  hostname: string,
  method: 'cancel_consumer' | 'add_consumer',
  queues: readonly string[],
): Promise<readonly ActionAnswer[]> {
  if (queues.length === 0) return [];
  const rounds = await Promise.all(queues.map((queue) => broadcast(context, method, { queue }, [hostname])));
  const answers = rounds.flat();
  const worst = (['no-reply', 'error'] as const).find((bad) => answers.some(({ outcome }) => outcome === bad)) ?? 'ok';
  const ms = answers.reduce<number | null>((most, one) => Math.max(most ?? 0, one.ms ?? 0), null);
  const text = [...new Set(answers.filter(({ outcome }) => outcome === worst).map((one) => one.text))].join('; ');
  return [{ from: hostname, outcome: worst, text: text.slice(0, 500), ms: worst === 'no-reply' ? null : ms }];
}
