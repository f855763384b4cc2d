import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { pid } from 'node:process';
import { isNestedDeeper } from '@/lib/celery/json-depth';
import { buildSentTask } from '@/lib/celery/sent-message';
import { argumentsError } from '@/lib/celery/task-message';
import { toPythonRepr } from '@/lib/celery/to-python-repr';
import { momentOf } from '@/lib/celery/zone-time';
import { holdsMask } from '@/lib/masking/mask';
import type { Masker } from '@/lib/masking/masker';
import type { Moment, SendAnswer, SendNote, SendRequest } from '@/lib/tasks/send-request';
import { BrokerError, type OutgoingTask } from '../brokers/broker';
import type { Caller } from '../collector/messages';
import { ControlError, newAction, type ControlContext } from './control-context';
import { publishedTask } from './published-task';
import { isRegistered, routeByWorkers, type RoutingWorker, type WorkersRoute } from './worker-routing';

/** Python's own parser gives up near a thousand. */
const MAX_DEPTH = 100;
const MAX_ARGUMENT_CHARS = 4 * 1024 * 1024;
/** Of the arguments, in the audit log. */
const MAX_SHOWN = 200;

export interface SendContext extends ControlContext {
  /** Why no result backend can be read. */
  readonly backendAbsence: () => string;
  /** Workers that are not gone, with what they told. */
  readonly routingWorkers: () => readonly RoutingWorker[];
  /** Where answers to tasks of ours come back, while that is known and workers send answers there; else null. */
  readonly replyTo: (uuid: string) => Promise<string | null>;
}

/** Sends a task as `apply_async` of the workers' own application would. */
export async function sendTask(
  context: SendContext,
  request: Caller & SendRequest & { reason?: string },
): Promise<SendAnswer> {
  const at = context.now();
  check(request);
  const workers = context.routingWorkers();
  const isKnown = isRegistered(workers, request.name);
  if (!isKnown && !request.unregistered)
    throw new ControlError('task_unregistered', 'No worker that answers has told to know a task of that name.', 404);
  if (request.needsResult === true && context.backend() === null)
    throw new ControlError('no_result_backend', context.backendAbsence(), 503);
  const { queue, exchange, routingKey, priority } = request;
  const asked = {
    ...(queue === undefined ? {} : { queue }),
    ...(exchange === undefined ? {} : { exchange }),
    ...(routingKey === undefined ? {} : { routingKey }),
    ...(priority === undefined ? {} : { priority }),
  };
  const route = routeByWorkers(workers, request.name, asked, request.ownOptions);
  const uuid = request.uuid ?? randomUUID();
  if (request.uuid !== undefined && context.task(uuid) !== null)
    throw new ControlError('uuid_known', 'There is a task with that id: workers may take the new one for that.', 409);
  const times = timesOf(request, route, at);
  const replyTo = await context.replyTo(uuid);
  const message = toMessage(context, request, route, { uuid, at, replyTo, ...times });
  await publish(context, message);

  const { to } = route;
  const sent = { uuid, name: request.name, ...times, at, retryOf: null };
  context.published(publishedTask(context, message, sent));
  const notes = notesOf(workers, isKnown, to.queue, times.expires !== null && times.expires <= at);
  const durationMs = Math.round((context.now() - at) * 1000);
  const action = newAction(request, at, {
    name: 'send-task',
    subject: { kind: 'task', id: uuid },
    parameters: { ...shownParameters(request, context.masker), ...times, queue: to.queue, exchange: to.exchange },
    reason: request.reason ?? null,
    outcome: 'done',
    summary: `Sent ${request.name} to ${to.queue} as ${uuid}; queue by ${to.by}`,
    answers: [{ from: 'broker', outcome: 'ok', text: `published to ${to.queue}`, ms: durationMs }],
    durationMs,
  });
  context.record(action);
  context.note(uuid, `Sent by ${request.actor}; queue by ${to.by}`);
  return {
    uuid,
    queue: to.queue,
    exchange: to.exchange,
    routingKey: to.routingKey,
    priority: to.priority,
    routedBy: to.by,
    ...times,
    notes,
    actionId: action.id,
  };
}

/** What the audit log tells of a request, whatever came of it: the arguments as a short text. */
export function shownParameters(
  { name, args, kwargs, priority, headers }: SendRequest,
  masker: Masker,
): Record<string, unknown> {
  return {
    name,
    args: shown(args, masker),
    kwargs: shown(kwargs, masker),
    ...(priority === undefined ? {} : { priority }),
    ...(headers === undefined ? {} : { headers: Object.keys(headers) }),
  };
}

function shown(json: string, masker: Masker): string {
  if (json.length > MAX_ARGUMENT_CHARS || isNestedDeeper(json, MAX_DEPTH)) return `${json.length} characters`;
  const repr = masker.text(toPythonRepr(json));
  return repr.length <= MAX_SHOWN ? repr : `${repr.slice(0, MAX_SHOWN)}… (${json.length} characters)`.toWellFormed();
}

function check({ args, kwargs }: SendRequest): void {
  if (args.length > MAX_ARGUMENT_CHARS || kwargs.length > MAX_ARGUMENT_CHARS)
    throw new ControlError('args_too_large', 'args and kwargs may have 4 MB each.', 413);
  if (isNestedDeeper(args, MAX_DEPTH) || isNestedDeeper(kwargs, MAX_DEPTH))
    throw new ControlError('args_too_deep', `args and kwargs may be nested ${MAX_DEPTH} levels deep.`, 400);
  if (holdsMask(args) || holdsMask(kwargs))
    throw new ControlError(
      'args_masked',
      'The arguments hold a mask where a secret stood: write the value itself.',
      400,
    );
  const wrong = argumentsError(args, kwargs);
  if (wrong === 'args_not_a_list') throw new ControlError(wrong, 'args must be a JSON list.', 400);
  if (wrong !== null) throw new ControlError(wrong, 'kwargs must be a JSON object.', 400);
}

interface Times {
  readonly eta: number | null;
  readonly expires: number | null;
}

function timesOf({ countdown, eta, expires }: SendRequest, { timeZone, own }: WorkersRoute, now: number): Times {
  const moment = (told: Moment): number => (typeof told === 'number' ? told : momentOf(told.wall, timeZone));
  const due = eta === undefined ? null : moment(eta);
  const inSeconds = typeof expires === 'object' && 'in' in expires ? expires.in : undefined;
  const until = expires === undefined || (typeof expires === 'object' && 'in' in expires) ? null : moment(expires);
  const ownExpiry = expires === undefined ? own.expiresSeconds : undefined;
  const seconds = inSeconds ?? ownExpiry;
  return {
    // Celery's own rule: of the two, the countdown counts.
    eta: countdown ? now + countdown : due,
    expires: seconds === undefined ? until : now + seconds,
  };
}

function toMessage(
  context: SendContext,
  request: SendRequest,
  { to }: WorkersRoute,
  sent: Times & { readonly uuid: string; readonly at: number; readonly replyTo: string | null },
): OutgoingTask {
  if (to.exchangeType === 'fanout' && context.broker.kind === 'redis')
    throw new ControlError('not_on_this_broker', 'Broadcast queues on Redis are not sent to from here.', 409);
  const { uuid, eta, expires, at, replyTo } = sent;
  const built = buildSentTask({
    uuid,
    name: request.name,
    args: request.args,
    kwargs: request.kwargs,
    origin: `gen${pid}@${hostname()}`,
    eta,
    expires,
    timeLimit: request.timeLimit ?? null,
    softTimeLimit: request.softTimeLimit ?? null,
    shadow: request.shadow ?? null,
    ignoreResult: request.ignoreResult ?? false,
    headers: request.headers ?? {},
  });
  return {
    queue: to.queue,
    exchange: to.exchange,
    routingKey: to.routingKey,
    expirationMs: expires === null ? null : Math.max(0, Math.round((expires - at) * 1000)),
    headers: built.headers,
    body: Buffer.from(built.bodyText),
    contentType: 'application/json',
    contentEncoding: 'utf-8',
    correlationId: uuid,
    replyTo,
    priority: to.priority,
  };
}

async function publish(context: SendContext, message: OutgoingTask): Promise<void> {
  try {
    await context.broker.publish(message);
  } catch (error) {
    if (!(error instanceof BrokerError)) throw error;
    const isMissing =
      error.code === 'queue_missing' || error.code === 'exchange_missing' || error.code === 'unroutable';
    if (isMissing) throw new ControlError(error.code, `It was not sent: ${error.message}`, 409);
    throw new ControlError('broker_refused', `It was not sent: ${error.message}`, 503);
  }
}

function notesOf(
  workers: readonly RoutingWorker[],
  isKnown: boolean,
  queue: string,
  isExpired: boolean,
): readonly SendNote[] {
  const isConsumed = workers.some(
    ({ replies }) =>
      replies.queues?.includes(queue) === true || replies.declarations?.some(({ name }) => name === queue) === true,
  );
  return [
    ...(isConsumed ? [] : ['no-consumer' as const]),
    ...(isKnown ? [] : ['not-registered' as const]),
    ...(isExpired ? ['expired' as const] : []),
  ];
}
