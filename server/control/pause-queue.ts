import { afterTelling, MOST_PAUSED, stoppedBy, takersOf, type ToldQueues } from '@/lib/cluster/queue-pause';
import type { Action, ActionAnswer } from '@/lib/cluster/action';
import type { QueuePause } from '@/lib/cluster/wish';
import type { WorkerView } from '@/lib/cluster/worker';
import type { Caller, CollectorCalls } from '../collector/messages';
import { broadcast } from './broadcast';
import { ControlError, newAction, outcomeOf, type ControlContext } from './control-context';
import { OURSELVES } from './revoke-again';

export interface PauseContext extends ControlContext {
  readonly workers: () => readonly WorkerView[];
  readonly toldQueues: ToldQueues;
  readonly queueNames: () => readonly string[];
  readonly pauses: {
    of(queue: string): QueuePause | null;
    count(): number;
    put(pause: QueuePause): void;
    end(queue: string): void;
  };
  /** Asks workers anew what they take from. */
  readonly askQueues: (hostnames: readonly string[]) => void;
}

type Calls = CollectorCalls;

/** Tells every worker that takes from a queue to stop, and remembers that nobody is to. */
export async function pauseQueue(
  context: PauseContext,
  request: Calls['pauseQueue']['request'],
): Promise<Calls['pauseQueue']['response']> {
  const { queue, isHeld, actor } = request;
  const before = context.pauses.of(queue);
  if (!context.queueNames().includes(queue))
    throw new ControlError('queue_unknown', 'No queue of that name is known.', 404);
  if (before === null && context.pauses.count() >= MOST_PAUSED)
    throw new ControlError('too_many_paused', `${MOST_PAUSED} queues are paused already: resume some.`, 409);
  const takers = context.workers().filter((worker) => takesFrom(worker, queue));
  if (takers.length === 0 && before === null && !isHeld)
    throw new ControlError(
      'no_consumer',
      'No worker takes from it, so there is nobody to tell. To keep workers that start later from it, send {"again": true}.',
      409,
    );
  const startedAt = context.now();
  const reason = request.reason ?? null;
  const answers = await tell(context, 'cancel_consumer', queue, takers);
  const pause: QueuePause = {
    kind: 'pause',
    id: queue,
    at: before?.at ?? startedAt,
    actor: before?.actor ?? actor,
    reason: reason ?? before?.reason ?? null,
    isHeld,
    told: before?.told ?? [],
  };
  context.pauses.put(afterTelling(pause, answers, pidIn(takers), context.now()));
  const good = answers.filter(({ outcome }) => outcome === 'ok').length;
  const kept = isHeld ? '; those that start later are told as well' : '';
  const summary = `${good} of ${answers.length} workers take nothing from it any more${kept}`;
  return record(context, request, { name: 'pause-queue', queue, reason, isHeld, answers, startedAt, summary });
}

/** Tells workers that were stopped from here to take from the queue again. */
export async function resumeQueue(
  context: PauseContext,
  request: Calls['resumeQueue']['request'],
): Promise<Calls['resumeQueue']['response']> {
  const { queue } = request;
  const pause = context.pauses.of(queue);
  if (pause === null)
    throw new ControlError('not_paused', 'It was not paused from here: there is nothing to resume.', 409);
  const stopped = stoppedBy(pause, context.workers());
  const startedAt = context.now();
  const answers = await tell(context, 'add_consumer', queue, stopped);
  const open = answers.filter(({ outcome }) => outcome !== 'ok').map(({ from }) => from);
  // What did not answer takes nothing still: the pause stands for those alone, and nobody is stopped for it.
  if (open.length === 0) context.pauses.end(queue);
  else
    context.pauses.put({
      ...pause,
      isHeld: false,
      told: pause.told.filter(({ hostname }) => open.includes(hostname)),
    });
  const summary =
    answers.length === 0
      ? 'No worker had to be told: those that were stopped are gone or were started anew'
      : `${answers.length - open.length} of ${answers.length} workers take from it again`;
  const { reason = null } = request;
  const done = { name: 'resume-queue', queue, reason, isHeld: false, answers, startedAt, summary } as const;
  return record(context, request, done);
}

/** Stops those that take from a paused queue all the same. */
export async function pauseAgain(context: PauseContext, pause: QueuePause): Promise<void> {
  const takers = takersOf(pause, context.workers(), context.toldQueues);
  if (takers.length === 0) return;
  const startedAt = context.now();
  const answers = await tell(context, 'cancel_consumer', pause.id, takers);
  const now = context.pauses.of(pause.id);
  if (now !== null) context.pauses.put(afterTelling(now, answers, pidIn(takers), context.now()));
  const good = answers.filter(({ outcome }) => outcome === 'ok').length;
  record(context, OURSELVES, {
    name: 'pause-again',
    queue: pause.id,
    reason: `paused by ${pause.actor}${pause.reason === null ? '' : `: ${pause.reason}`}`,
    isHeld: true,
    answers,
    startedAt,
    summary: `${good} of ${answers.length} workers that took from it again were stopped`,
  });
}

async function tell(
  context: PauseContext,
  method: 'cancel_consumer' | 'add_consumer',
  queue: string,
  workers: readonly WorkerView[],
): Promise<readonly ActionAnswer[]> {
  const hostnames = workers.map(({ hostname }) => hostname);
  if (hostnames.length === 0) return [];
  const answers = await broadcast(context, method, { queue }, hostnames);
  context.askQueues(hostnames);
  return answers;
}

function takesFrom({ status, queues }: WorkerView, queue: string): boolean {
  return status !== 'gone' && queues?.includes(queue) === true;
}

function pidIn(workers: readonly WorkerView[]): (hostname: string) => number | null {
  return (hostname) => workers.find((worker) => worker.hostname === hostname)?.pid ?? null;
}

interface Told {
  readonly name: Extract<Action['name'], 'pause-queue' | 'pause-again' | 'resume-queue'>;
  readonly queue: string;
  readonly reason: string | null;
  readonly isHeld: boolean;
  readonly answers: readonly ActionAnswer[];
  readonly startedAt: number;
  readonly summary: string;
}

function record(
  context: PauseContext,
  caller: Caller,
  told: Told,
): { actionId: string; answers: readonly ActionAnswer[] } {
  const { name, queue, reason, isHeld, answers, startedAt, summary } = told;
  const action = newAction(caller, startedAt, {
    name,
    subject: { kind: 'queue', id: queue },
    parameters: name === 'resume-queue' ? {} : { again: isHeld },
    reason,
    outcome: answers.length === 0 ? 'done' : outcomeOf(answers),
    summary,
    answers,
    durationMs: Math.round((context.now() - startedAt) * 1000),
  });
  context.record(action);
  return { actionId: action.id, answers };
}
