import { randomUUID } from 'node:crypto';
import type { Action } from '@/lib/cluster/action';
import { putBackDeliveries } from '@/lib/cluster/correct-task';
import type { Delivery } from '@/lib/cluster/task';
import type { DetectorInput } from '@/lib/detectors/detector';
import { mayWaitForRate } from '@/lib/detectors/unheard-of';
import { standingJudge, type Standing } from '@/lib/queues/in-flight';
import { mayRunOn, type PutBackAnswer } from '@/lib/queues/put-back';
import { BrokerError } from '../brokers/broker';
import type { DeliveredMessage, DeliveredMessages } from '../brokers/messages';
import type { CollectorCalls } from '../collector/messages';
import { ANSWERLESS, ControlError, newAction, type ControlContext } from './control-context';
import { putBackSummary } from './put-back-words';
import { askWhoHolds, type Held } from './who-holds';

type Request = CollectorCalls['putBack']['request'];
type Target = Request['messages'][number];

export interface PutBackContext extends ControlContext {
  /** All that is known at this moment. */
  readonly sight: () => DetectorInput;
  /** An inspect reply, to be kept with what its worker told before. */
  readonly replied: (hostname: string, command: string, reply: unknown) => void;
  /** Reads anew what is in flight. */
  readonly reread: () => Promise<void>;
  /** Queues that are known to exist. */
  readonly queueNames: () => readonly string[];
}

/** Gives abandoned messages back to their queues at once; each is refused while any worker may still have it. */
export async function putBack(
  context: PutBackContext,
  request: Request,
): Promise<CollectorCalls['putBack']['response']> {
  const { delivered } = context.broker;
  if (delivered === undefined)
    throw new ControlError('not_on_this_broker', 'This broker gives back by itself what a lost worker held.', 409);
  const startedAt = context.now();
  const takers = request.messages.map(({ uuid }) => context.task(uuid)?.worker).filter((name) => name != null);
  const held = await askWhoHolds(context, takers, context.replied);
  // With the replies of just now in it.
  const sight = context.sight();
  const batchId = request.messages.length > 1 ? randomUUID() : null;
  const results: PutBackAnswer[] = [];
  const actionIds: string[] = [];
  for (const target of await newestFirst(delivered, request.messages)) {
    const before = context.task(target.uuid)?.deliveries ?? [];
    const isLost = results.some(({ code }) => code === 'unread' || code === 'no-answer');
    // What stopped answering in the middle is not waited for once more for each of the rest.
    const result: PutBackAnswer = isLost
      ? { ...target, worker: null, queue: null, outcome: 'refused', code: 'unread' }
      : await putOneBack(delivered, sight, held, request.workerIsDead === true, target);
    results.push(result);
    if (result.outcome === 'put-back') giveBack(context, request, result, before);
    const action = actionOf(context, request, startedAt, result, batchId);
    actionIds.push(action.id);
    context.record(action);
    if (result.outcome === 'put-back') context.note(target.uuid, `${action.summary}, asked by ${request.actor}`);
  }
  await context.reread();
  return { actionIds, results };
}

// Each goes to the head of its queue, so the oldest has to come last to be the next one served, as kombu has it.
async function newestFirst(delivered: DeliveredMessages, targets: readonly Target[]): Promise<readonly Target[]> {
  const times = await delivered.deliveredAt(targets.map(({ deliveryTag }) => deliveryTag)).catch(unavailable);
  const dated = targets.map((target, index) => ({ target, at: times[index] ?? 0 }));
  return dated.sort((a, b) => b.at - a.at).map(({ target }) => target);
}

async function putOneBack(
  delivered: DeliveredMessages,
  sight: DetectorInput,
  held: Held,
  workerIsDead: boolean,
  { deliveryTag, uuid }: Target,
): Promise<PutBackAnswer> {
  const nothing = { deliveryTag, uuid, worker: null, queue: null };
  const message = await delivered.find(deliveryTag).catch(unread);
  if (message === 'unread' || message === 'unreadable') return { ...nothing, outcome: 'refused', code: message };
  if (message === null || message.entry.uuid !== uuid) return { ...nothing, outcome: 'gone', code: null };
  const { refusal, standing } = judge(sight, held, message);
  if (refusal !== null) return { ...nothing, outcome: 'refused', ...refusal };
  if (mayRunOn(standing.reason) && !workerIsDead)
    return { ...nothing, outcome: 'refused', code: 'may-run', worker: standing.worker };
  const result = await delivered.putBack(message).catch(notDone);
  const told = { ...nothing, worker: standing.worker };
  if (result.outcome === 'put-back')
    return { ...told, outcome: 'put-back', code: standing.reason, queue: result.queues.join(', ') };
  return { ...told, outcome: result.outcome, code: result.outcome === 'gone' ? null : result.code };
}

// Its worker is gone and the message is no longer unacknowledged: without this it would look lost until it is taken. A
// quick worker may have told its receipt already, which stays.
function giveBack(
  context: ControlContext,
  { actor }: Request,
  { uuid, code }: PutBackAnswer,
  before: readonly Delivery[],
): void {
  const task = context.task(uuid);
  if (task === null) return;
  const isLeft = (one: Delivery): boolean =>
    before.some(
      ({ worker, receivedAt, startedAt }) =>
        worker === one.worker && receivedAt === one.receivedAt && startedAt === one.startedAt,
    );
  const waits = putBackDeliveries(task, { at: context.now(), actor, onWord: mayRunOn(code) }, isLeft);
  if (waits !== task) context.published(waits);
}

function judge(
  sight: DetectorInput,
  held: Held,
  { entry }: DeliveredMessage,
): { readonly refusal: Pick<PutBackAnswer, 'code' | 'worker'> | null; readonly standing: Standing } {
  const standing = standingJudge(sight)(entry);
  const { reason, worker } = standing;
  const refused = (code: PutBackAnswer['code'], by: string | null) => ({ refusal: { code, worker: by }, standing });
  const named = held.named.get(entry.uuid ?? '');
  if (named !== undefined) return refused('held', named.worker);
  if (standing.standing === 'held') return refused('held', worker);
  if (standing.standing === 'unknown') return refused(reason, worker);
  // Silent so long that it counted as gone, and answers now: what it took it has.
  if (worker !== null && sight.workerOf(worker)?.status === 'gone' && held.isUp(worker)) return refused('back', worker);
  // It was not known until now, nor is what it has beyond its answers (tasks that wait for a rate limit).
  const stranger = held.answered.find((hostname) => !sight.live.some((view) => view.hostname === hostname));
  if (reason === 'nobody' && stranger !== undefined) return refused('not-told', stranger);
  // Of these no event would have told that they have it.
  const untold = sight.live.filter(
    ({ hostname, taskEvents }) =>
      reason === 'nobody' || taskEvents !== true || (reason === 'dropped' && hostname === worker),
  );
  const silent = untold.find(({ hostname }) => !held.toldAll(hostname));
  if (silent !== undefined) return refused('silent', silent.hostname);
  const limiting = untold.find(({ hostname }) =>
    mayWaitForRate(sight.cluster.workers.get(hostname)?.replies, entry.name),
  );
  return limiting === undefined ? { refusal: null, standing } : refused('rate-limited', limiting.hostname);
}

function unavailable(error: unknown): never {
  if (!(error instanceof BrokerError)) throw error;
  throw new ControlError('broker_unavailable', `Nothing was put back: ${error.message}`, 503);
}

/** Others of the same request may be back by now: this one's outcome is its own. */
function unread(error: unknown): 'unread' | 'unreadable' {
  if (!(error instanceof BrokerError)) throw error;
  return error.code === 'TOO_LARGE' ? 'unreadable' : 'unread';
}

/** Without an answer it can't be told whether it was done; what the broker refused it did not do. */
function notDone(error: unknown): { readonly outcome: 'unsure' | 'refused'; readonly code: 'no-answer' | 'broker' } {
  if (!(error instanceof BrokerError)) throw error;
  return ANSWERLESS.includes(error.code)
    ? { outcome: 'unsure', code: 'no-answer' }
    : { outcome: 'refused', code: 'broker' };
}

const OUTCOMES = { 'put-back': 'done', gone: 'failed', refused: 'refused', unsure: 'failed' } as const;

function actionOf(
  context: ControlContext,
  request: Request,
  startedAt: number,
  result: PutBackAnswer,
  batchId: string | null,
): Action {
  const { deliveryTag, outcome } = result;
  const summary = putBackSummary(result);
  const durationMs = Math.round((context.now() - startedAt) * 1000);
  return newAction(request, startedAt, {
    name: 'put-back',
    subject: { kind: 'task', id: result.uuid },
    parameters: { deliveryTag, ...(request.workerIsDead === true ? { workerIsDead: true } : {}) },
    reason: request.reason ?? null,
    outcome: OUTCOMES[outcome],
    summary,
    answers:
      outcome === 'refused'
        ? []
        : [{ from: 'broker', outcome: outcome === 'put-back' ? 'ok' : 'error', text: summary, ms: durationMs }],
    durationMs,
    batchId,
  });
}
