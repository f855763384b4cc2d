import type { ActionAnswer } from '@/lib/cluster/action';
import { commandRefusal, type CommandRefusal, type WorkerCommand } from '@/lib/cluster/worker-command';
import type { WorkerDetail } from '@/lib/cluster/worker';
import type { WorkerQuiet } from '@/lib/cluster/wish';
import type { CollectorCalls } from '../collector/messages';
import type { InspectCommand } from '../collector/inspector';
import { broadcast } from './broadcast';
import { ControlError, newAction, outcomeOf, type ControlContext } from './control-context';
import { subjectOf } from './enable-events';
import { requireDeclarable } from './require-declarable';
import { quiet, unquiet } from './quiet-worker';
import { shutDown } from './shut-down';
import { changedBy, messageOf, parametersOf } from './worker-message';

export interface WorkerControlContext extends ControlContext {
  /** A worker with all that it told; null for one that was never seen. */
  readonly worker: (hostname: string) => WorkerDetail | null;
  /** Asks workers anew, a moment later. */
  readonly askAgain: (hostnames: readonly string[], commands: readonly InspectCommand[]) => void;
  readonly quiets: {
    of(hostname: string): WorkerQuiet | null;
    count(): number;
    put(quiet: WorkerQuiet): void;
    end(hostname: string): void;
  };
  readonly isPaused: (queue: string) => boolean;
  /** Queues that a worker was told to leave from here: those it knows how to declare. */
  readonly left: { has(worker: WorkerDetail, queue: string): boolean; note(worker: WorkerDetail): void };
  readonly pause: (ms: number) => Promise<void>;
}

type Request = CollectorCalls['controlWorkers']['request'];
type Response = CollectorCalls['controlWorkers']['response'];

/** Tells workers to do something and waits for each one's own answer. */
export async function controlWorkers(context: WorkerControlContext, request: Request): Promise<Response> {
  const { command, reason = null } = request;
  const hostnames = targetsOf(context, request);
  const startedAt = context.now();
  noteLeft(context, command, hostnames);
  const { answers, summary } = await carryOut(context, request, hostnames);
  context.askAgain(hostnames, changedBy(command.kind));
  const action = newAction(request, startedAt, {
    name: command.kind,
    subject: subjectOf(hostnames),
    parameters: parametersOf(command),
    reason,
    outcome: answers.length === 0 ? 'done' : outcomeOf(answers),
    summary,
    answers,
    durationMs: Math.round((context.now() - startedAt) * 1000),
  });
  context.record(action);
  return { actionId: action.id, answers, summary };
}

/** What it takes from now it knows, also after it was told to leave it. */
function noteLeft(context: WorkerControlContext, { kind }: WorkerCommand, hostnames: readonly string[]): void {
  if (kind !== 'cancel-consumer' && kind !== 'quiet') return;
  for (const hostname of hostnames) {
    const worker = context.worker(hostname);
    if (worker !== null) context.left.note(worker);
  }
}

interface Done {
  readonly answers: readonly ActionAnswer[];
  readonly summary: string;
}

async function carryOut(context: WorkerControlContext, request: Request, hostnames: readonly string[]): Promise<Done> {
  const { command } = request;
  const [hostname = ''] = hostnames;
  if (command.kind === 'shutdown') return shutDown(context, hostname);
  if (command.kind === 'quiet') return quiet(context, hostname, request);
  if (command.kind === 'unquiet') return unquiet(context, hostname);
  if (command.kind === 'add-consumer') await requireDeclarable(context, command, hostname);
  const { method, arguments: given } = messageOf(command);
  const answers = await broadcast(context, method, given, hostnames);
  const good = answers.filter(({ outcome }) => outcome === 'ok').length;
  return { answers, summary: `${good} of ${answers.length} accepted ${whatOf(command)}${CAUTION[command.kind] ?? ''}` };
}

function whatOf(command: WorkerCommand): string {
  switch (command.kind) {
    case 'pool-grow':
      return `${command.n} more in the pool`;
    case 'pool-shrink':
      return `${command.n} fewer in the pool`;
    case 'autoscale':
      return `between ${command.min} and ${command.max}`;
    case 'add-consumer':
      return `to take from ${command.queue}`;
    case 'cancel-consumer':
      return `to take from ${command.queue} no more`;
    case 'rate-limit':
      return Number.parseFloat(command.rate) === 0
        ? `no rate limit of ${command.task}`
        : `${command.rate} of ${command.task}`;
    case 'time-limit':
      return `soft ${limit(command.soft)}, hard ${limit(command.hard)} of ${command.task}`;
    default:
      return 'it';
  }
}

function limit(seconds: number | null): string {
  return seconds === null ? 'none' : `${seconds} s`;
}

// A worker reads the limits of its tasks when it connects and never again (celery/worker/request.py, create_request_cls):
// it answers that they are set, and the next task runs without them.
const CAUTION: Partial<Readonly<Record<WorkerCommand['kind'], string>>> = {
  'time-limit': '; Celery applies it only once the worker’s pool is restarted or it connects to the broker again',
};

/** Those that are told: the ones named, else all that are up and, of a task type, know it. */
function targetsOf(
  context: WorkerControlContext,
  { command, hostnames, askAnyway = false }: Request,
): readonly string[] {
  const task = 'task' in command ? command.task : null;
  if (hostnames !== null) {
    for (const hostname of hostnames) refuse(context.worker(hostname), command, askAnyway);
    return hostnames;
  }
  const live = context.liveWorkers();
  const able = live.filter((hostname) => task === null || knows(context.worker(hostname), task));
  if (able.length > 0) return able;
  if (task === null || live.length === 0) throw new ControlError('no_worker', 'No worker is up to be told.', 409);
  throw new ControlError('task_unknown', 'No worker that is up has a task of that name.', 404);
}

function knows(worker: WorkerDetail | null, task: string): boolean {
  return worker?.registered?.includes(task) !== false;
}

/** What a worker refuses itself, without harm. */
const OWN_REFUSALS: readonly CommandRefusal[] = ['fixed-pool', 'autoscaled', 'not-autoscaled', 'restarts-off'];

function refuse(worker: WorkerDetail | null, command: WorkerCommand, askAnyway: boolean): void {
  if (worker === null) throw new ControlError('worker_unknown', 'No worker of that name was seen.', 404);
  const refusal = commandRefusal(worker, command.kind);
  if (refusal !== null && !(askAnyway && OWN_REFUSALS.includes(refusal)))
    throw new ControlError(`worker_${refusal.replaceAll('-', '_')}`, WORDS[refusal](worker), 409);
  if ('task' in command && !knows(worker, command.task))
    throw new ControlError('task_unknown', 'The worker has no task of that name.', 404);
  if (command.kind === 'pool-shrink' && worker.concurrency !== null && command.n >= worker.concurrency)
    throw new ControlError(
      'pool_would_be_empty',
      `Its pool has ${worker.concurrency}: with none left it would hold messages and run nothing.`,
      409,
    );
}

const WORDS: Readonly<Record<CommandRefusal, (worker: WorkerDetail) => string>> = {
  gone: () => 'The worker is gone: nobody would hear it.',
  'fixed-pool': ({ pool }) => `Its pool (${pool ?? 'unknown'}) can't grow or shrink while it runs.`,
  autoscaled: () => 'It scales its pool by itself: change the range of its autoscaler instead.',
  'not-autoscaled': () => 'It was started without --autoscale, so it has no autoscaler.',
  'no-restart': ({ pool }) =>
    `Its pool (${pool ?? 'unknown'}) can't be restarted: Celery would say yes and do nothing.`,
  'restarts-off': () => 'Pool restarts are off: set worker_pool_restarts = True and start it anew.',
  'not-quiet': () => 'It was not made quiet from here: there is nothing to undo.',
  'no-queues': () => 'It takes from no queue already.',
};
