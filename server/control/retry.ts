import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { pid } from 'node:process';
import { argumentsError, buildRetry, buildTask, type BuiltTask } from '@/lib/celery/task-message';
import type { Task } from '@/lib/cluster/task';
import { holdsMask } from '@/lib/masking/mask';
import { restoreMasked } from '@/lib/masking/restore-masked';
import { BrokerError, type OutgoingTask } from '../brokers/broker';
import type { ArgumentsSource, CollectorCalls, RetryPreview } from '../collector/messages';
import { ControlError, newAction, type ControlContext } from './control-context';
import { publishedTask } from './published-task';
import { findArguments, type FoundArguments } from './task-arguments';

type Request = CollectorCalls['retry']['request'];

export interface RetryPlan {
  readonly task: Task;
  readonly found: FoundArguments | null;
  readonly source: ArgumentsSource;
  readonly name: string;
  readonly queue: string;
  readonly priority: number;
  readonly args: string;
  readonly kwargs: string;
}

/** What a retry would send, without sending it. Refuses with `args_unknown` or `args_masked` and why. */
export async function retryPreview(context: ControlContext, uuid: string): Promise<RetryPreview> {
  const plan = await planRetry(context, { uuid });
  const { kept, notKept } = build(plan, { uuid: randomUUID(), eta: null });
  const { source, name, queue, priority } = plan;
  const args = context.masker.json(plan.args);
  const kwargs = context.masker.json(plan.kwargs);
  const masked = args !== plan.args || kwargs !== plan.kwargs;
  return { uuid, source, name, queue, priority, args, kwargs, masked, kept, notKept };
}

/**
 * Sends the task again as a new one: a revoked id is dropped by its workers and a stored SUCCESS is never overwritten,
 * so the old id can't run again.
 */
export async function retry(context: ControlContext, request: Request): Promise<CollectorCalls['retry']['response']> {
  const plan = await planRetry(context, request);
  const { uuid, at } = await sendAgain(context, plan, request);
  const action = newAction(request, at, {
    name: 'retry',
    subject: { kind: 'task', id: request.uuid },
    parameters: { queue: plan.queue, countdown: request.countdown ?? null, edited: plan.source === 'edited' },
    reason: request.reason ?? null,
    outcome: 'done',
    summary: `Sent to ${plan.queue} as ${uuid}; arguments from: ${plan.source}`,
    answers: [
      {
        from: 'broker',
        outcome: 'ok',
        text: `published to ${plan.queue}`,
        ms: Math.round((context.now() - at) * 1000),
      },
    ],
    durationMs: Math.round((context.now() - at) * 1000),
    batchId: request.batchId ?? null,
  });
  context.record(action);
  return { uuid, source: plan.source, queue: plan.queue, actionId: action.id };
}

/** Sends it and tells both tasks' timelines; what is written into the audit log is the caller's. */
export async function sendAgain(
  context: ControlContext,
  plan: RetryPlan,
  { actor, countdown }: Pick<Request, 'actor' | 'countdown'>,
): Promise<{ readonly uuid: string; readonly at: number }> {
  const at = context.now();
  const uuid = randomUUID();
  const eta = countdown === undefined ? null : at + countdown;
  const built = build(plan, { uuid, eta });
  const message = toMessage(plan, built, uuid);
  await send(context, message);
  const old = plan.task.uuid;
  const sent = { uuid, name: plan.name, eta, expires: null, at, retryOf: old };
  context.published(publishedTask(context, message, sent));
  context.note(old, `Sent again by ${actor} as ${uuid}`);
  context.note(uuid, `Sent by ${actor} to retry ${old}; arguments from: ${plan.source}`);
  return { uuid, at };
}

/** What would be sent; a ControlError when it can't be known. */
export async function planRetry(
  context: ControlContext,
  request: Pick<Request, 'uuid' | 'args' | 'kwargs' | 'queue'>,
): Promise<RetryPlan> {
  const task = context.task(request.uuid);
  if (task === null) throw new ControlError('task_unknown', `No task ${request.uuid.slice(0, 80)} is known.`, 404);
  const { found, reason, masked } = await findArguments(context, task);
  const args = request.args === undefined ? found?.args : unmasked(context, request.args, found?.args);
  const kwargs = request.kwargs === undefined ? found?.kwargs : unmasked(context, request.kwargs, found?.kwargs);
  if (args === undefined || kwargs === undefined) {
    throw new ControlError(
      masked ? 'args_masked' : 'args_unknown',
      `The original arguments can't be had: ${reason ?? 'no source has them'}.`,
      409,
    );
  }
  const wrong = argumentsError(args, kwargs);
  if (wrong !== null)
    throw new ControlError(
      wrong,
      wrong === 'args_not_a_list' ? 'args must be a JSON list.' : 'kwargs must be a JSON object.',
      400,
    );
  const name = found?.name ?? task.name;
  if (name === null)
    throw new ControlError('name_unknown', 'The name of the task is not known, so no worker could run it.', 409);
  const queue = request.queue ?? found?.queue ?? task.queue;
  if (queue === null)
    throw new ControlError(
      'queue_unknown',
      'Its queue is not known (task-sent events are off): name the queue to send it to.',
      409,
    );
  const isEdited =
    (request.args !== undefined && args !== found?.args) || (request.kwargs !== undefined && kwargs !== found?.kwargs);
  return {
    task,
    found,
    source: found === null || isEdited ? 'edited' : found.source,
    name,
    queue,
    priority: found?.priority ?? task.priority ?? 0,
    args,
    kwargs,
  };
}

/** What was shown masked and came back as it was shown is what it was; any other mark would be sent as a value. */
function unmasked({ masker }: ControlContext, edited: string, original: string | undefined): string {
  const restored = original === undefined ? edited : restoreMasked(edited, original, masker);
  if (restored !== null && (restored === original || !holdsMask(restored))) return restored;
  throw new ControlError(
    'args_masked',
    'The arguments hold a mask where a secret stood: write the value itself, or leave what holds it as it was shown.',
    400,
  );
}

function build(plan: RetryPlan, fresh: { readonly uuid: string; readonly eta: number | null }): BuiltTask {
  const next = {
    ...fresh,
    retryOf: plan.task.uuid,
    args: plan.args,
    kwargs: plan.kwargs,
    origin: `gen${pid}@${hostname()}`,
  };
  const message = plan.found?.message ?? null;
  return message === null
    ? buildTask(plan.name, next)
    : buildRetry({ headers: message.original.headers, body: message.body }, next);
}

function toMessage(plan: RetryPlan, built: BuiltTask, uuid: string): OutgoingTask {
  return {
    queue: plan.queue,
    headers: built.headers,
    body: Buffer.from(built.bodyText),
    contentType: 'application/json',
    contentEncoding: 'utf-8',
    correlationId: uuid,
    replyTo: null,
    priority: plan.priority,
  };
}

async function send(context: ControlContext, message: OutgoingTask): Promise<void> {
  try {
    await context.broker.publish(message);
  } catch (error) {
    if (error instanceof BrokerError)
      throw new ControlError('broker_refused', `It was not sent: ${error.message}`, 503, { cause: error });
    throw error;
  }
}
