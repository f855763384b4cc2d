import type { StoredAnswer } from '@/lib/tasks/stored-answer';
import type { ResultBackend, StoredResult } from '../backends/backend';
import { withoutSecrets } from '../backends/masked-backend';
import { BrokerError } from '../brokers/broker';
import type { CollectorCalls } from '../collector/messages';
import { ControlError, newAction, type ControlContext } from './control-context';

export interface ResultContext extends ControlContext {
  /** Why no result backend can be read. */
  readonly backendAbsence: () => string;
}

/** What the result backend holds of a task now. */
export async function taskResult(context: ResultContext, uuid: string): Promise<StoredAnswer> {
  const backend = backendOf(context);
  const read = async (): Promise<StoredResult | null> => {
    const stored = await asked(async () => (await backend.read([uuid])).get(uuid) ?? null);
    return stored === null ? null : withoutSecrets(stored, context.masker);
  };
  const stored = await read();
  if (stored !== null) return { ...toAnswer(backend, stored), found: 'stored' };
  const nothing = { ...toAnswer(backend, { ...NOTHING, uuid }), found: 'nothing' } as const;
  if (backend.isSeen?.(uuid) === false) return { ...nothing, found: 'not-ours' };
  const unread = await asked(async () => (await backend.unread?.(uuid)) ?? null);
  if (unread === null) return nothing;
  // It may have come between the two questions.
  const late = await read();
  return late === null
    ? { ...nothing, found: 'unread', status: 'UNKNOWN', unread }
    : { ...toAnswer(backend, late), found: 'stored' };
}

/** Stores ABORTED for a task that looks for it; one that has ended keeps its result. */
export async function abortTask(
  context: ResultContext,
  request: CollectorCalls['abortTask']['request'],
): Promise<CollectorCalls['abortTask']['response']> {
  const { uuid } = request;
  const backend = backendOf(context);
  const abort = backend.abort?.bind(backend);
  if (abort === undefined)
    throw new ControlError('abort_impossible', `A result backend of kind ${backend.kind} can't be told to abort.`, 409);
  const at = context.now();
  const aborted = await asked(() => abort(uuid));
  const isDone = aborted.outcome === 'aborted';
  const summary = isDone
    ? 'ABORTED was stored; an abortable task ends when it looks for it'
    : `Nothing was stored: it has ended (${aborted.status})`;
  const durationMs = Math.round((context.now() - at) * 1000);
  const action = newAction(request, at, {
    name: 'abort-task',
    subject: { kind: 'task', id: uuid },
    parameters: { backend: backend.kind },
    reason: request.reason ?? null,
    outcome: isDone ? 'done' : 'failed',
    summary,
    answers: [{ from: 'result backend', outcome: isDone ? 'ok' : 'error', text: summary, ms: durationMs }],
    durationMs,
  });
  context.record(action);
  if (isDone) context.note(uuid, `Told to abort by ${request.actor}: ABORTED was stored in the result backend`);
  return { actionId: action.id, ...aborted };
}

function backendOf(context: ResultContext): ResultBackend {
  const backend = context.backend();
  if (backend !== null) return backend;
  throw new ControlError('no_result_backend', context.backendAbsence(), 503);
}

async function asked<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof BrokerError)) throw error;
    throw new ControlError('result_backend_unavailable', error.message, 503);
  }
}

const NOTHING: Omit<StoredResult, 'uuid'> = {
  status: 'PENDING',
  result: null,
  traceback: null,
  doneAt: null,
  name: null,
  args: null,
  kwargs: null,
  worker: null,
  retries: null,
  queue: null,
  parentId: null,
  groupId: null,
};

function toAnswer({ kind }: ResultBackend, stored: StoredResult): Omit<StoredAnswer, 'found'> {
  const { uuid, status, result, unread = null, traceback, doneAt, name, worker, retries, queue } = stored;
  const shown = unread === null ? result : null;
  return { uuid, backend: kind, status, result: shown, unread, traceback, doneAt, name, worker, retries, queue };
}
