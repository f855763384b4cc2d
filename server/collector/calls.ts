import type { Action, ActionName } from '@/lib/cluster/action';
import type { WorkerDetail } from '@/lib/cluster/worker';
import { audited } from '../control/audited';
import { ControlError, newAction } from '../control/control-context';
import { enableEvents, subjectOf } from '../control/enable-events';
import { pauseQueue, resumeQueue } from '../control/pause-queue';
import { putBack } from '../control/put-back';
import {
  moveMessage,
  peekQueue,
  purgeQueue,
  removeMessage,
  subjectOf as messageSubject,
} from '../control/queue-messages';
import { retry, retryPreview } from '../control/retry';
import { revokeByHeaders } from '../control/revoke-by-headers';
import { revoke } from '../control/revoke';
import { sendTask, shownParameters } from '../control/send-task';
import { abortTask, taskResult } from '../control/task-result';
import { controlWorkers } from '../control/worker-control';
import { parametersOf } from '../control/worker-message';
import { withdrawRevoke } from '../control/withdraw-revoke';
import type { Jobs } from '../jobs/jobs';
import type { Collector } from './collector-parts';
import type { CallName, CollectorCalls, FromCollector, ToCollector } from './messages';

type Call = Extract<ToCollector, { type: 'call' }>;
type Handlers = {
  readonly [N in CallName]: (request: CollectorCalls[N]['request']) => Promise<CollectorCalls[N]['response']>;
};

/** Answers the web side's calls; whatever a call throws becomes its answer. */
export function createCalls(
  collector: Collector,
  jobs: Jobs,
  post: (message: FromCollector) => void,
): (call: Call) => Promise<void> {
  const { control } = collector;
  const handlers: Handlers = {
    workerDetail: ({ hostname, refresh }) => workerDetail(collector, hostname, refresh),
    counts: () => Promise.resolve(collector.counts()),
    toldWorkers: ({ hostnames, refresh }) => collector.told.read(hostnames, refresh),
    brokerQueues: ({ names }) => collector.brokerQueues(names),
    taskPlace: ({ uuid }) => collector.placeOf(uuid),
    retryPreview: ({ uuid }) => retryPreview(control, uuid),
    retry: (request) => {
      const { queue = null, countdown = null } = request;
      const entry = { name: 'retry' as const, subjects: [task(request.uuid)], parameters: { queue, countdown } };
      return audited(control, entry, request, () => retry(control, request));
    },
    sendTask: (request) => {
      const subjects = [task(request.uuid ?? request.name)];
      const entry = { name: 'send-task' as const, subjects, parameters: shownParameters(request, control.masker) };
      return audited(control, entry, request, () => sendTask(control, request));
    },
    taskResult: ({ uuid }) => taskResult(control, uuid),
    abortTask: (request) => {
      const entry = { name: 'abort-task' as const, subjects: [task(request.uuid)], parameters: {} };
      return audited(control, entry, request, () => abortTask(control, request));
    },
    revoke: (request) => {
      const { terminate, signal } = request;
      const parameters = { terminate, signal: terminate ? signal : null };
      const entry = { name: 'revoke' as const, subjects: request.uuids.map(task), parameters };
      return audited(control, entry, request, () => revoke(control, request));
    },
    revocation: ({ uuid }) => Promise.resolve(collector.revocation(uuid)),
    withdrawRevoke: (request) => {
      const entry = { name: 'withdraw-revoke' as const, subjects: [task(request.uuid)], parameters: {} };
      return audited(control, entry, request, () => Promise.resolve().then(() => withdrawRevoke(control, request)));
    },
    enableEvents: (request) => {
      const { hostnames } = request;
      const subjects = [subjectOf(hostnames)];
      const entry = { name: 'enable-events' as const, subjects, parameters: { hostnames } };
      return audited(control, entry, request, () => enableEvents(control, request));
    },
    controlWorkers: (request) => {
      const { command, hostnames } = request;
      const entry = { name: command.kind, subjects: [subjectOf(hostnames)], parameters: parametersOf(command) };
      return audited(control, entry, request, () => controlWorkers(control, request));
    },
    revokeByHeaders: (request) => {
      const { headers, terminate } = request;
      const entry = {
        name: 'revoke-by-headers' as const,
        subjects: [subjectOf(null)],
        parameters: { headers, terminate },
      };
      return audited(control, entry, request, () => revokeByHeaders(control, request));
    },
    pauseQueue: (request) => {
      const { queue, isHeld: again } = request;
      const subjects = [{ kind: 'queue' as const, id: queue }];
      const entry = { name: 'pause-queue' as const, subjects, parameters: { again } };
      return audited(control, entry, request, () => pauseQueue(control, request));
    },
    resumeQueue: (request) => {
      const subjects = [{ kind: 'queue' as const, id: request.queue }];
      const entry = { name: 'resume-queue' as const, subjects, parameters: {} };
      return audited(control, entry, request, () => resumeQueue(control, request));
    },
    inFlight: (request) => Promise.resolve(collector.inFlight(request)),
    putBack: (request) => {
      const subjects = request.messages.map(({ uuid }) => task(uuid));
      const parameters = request.workerIsDead === true ? { workerIsDead: true } : {};
      const entry = { name: 'put-back' as const, subjects, parameters };
      return audited(control, entry, request, () => putBack(control, request));
    },
    peekQueue: (request) => peekQueue(control, request),
    removeMessage: (request) => {
      const { queue, uuid, message } = request;
      const subjects = [messageSubject(queue, uuid)];
      const entry = { name: 'remove-message' as const, subjects, parameters: { queue, ...message } };
      return audited(control, entry, request, () => removeMessage(control, request));
    },
    moveMessage: (request) => {
      const { queue, to, uuid, message } = request;
      const subjects = [messageSubject(queue, uuid)];
      const entry = { name: 'move-message' as const, subjects, parameters: { queue, to, ...message } };
      return audited(control, entry, request, () => moveMessage(control, request));
    },
    purgeQueue: (request) => {
      const { queue, count } = request;
      const subjects = [{ kind: 'queue' as const, id: queue }];
      const entry = { name: 'purge-queue' as const, subjects, parameters: { count } };
      return audited(control, entry, request, () => purgeQueue(control, request));
    },
    createJob: (request) => jobs.create(request),
    addTargets: ({ id, uuids }) => jobs.addTargets(id, uuids),
    startJob: ({ id }) => jobs.start(id),
    abortJob: (request) => jobs.abort(request),
    resumeJob: (request) => jobs.resume(request),
    recordRefusal: (request) => {
      const kind = KINDS[request.name] ?? 'task';
      control.record(
        newAction(request, control.now(), {
          name: request.name,
          subject: { kind, id: request.subject },
          parameters: {},
          outcome: 'refused',
          summary: request.summary,
        }),
      );
      return Promise.resolve(null);
    },
    recordAccess: (request) => {
      const { name, subject: id, outcome, summary, parameters } = request;
      const subject = { kind: 'access' as const, id };
      control.record(newAction(request, control.now(), { name, subject, parameters, outcome, summary }));
      return Promise.resolve(null);
    },
  };

  const run = (call: Call): Promise<unknown> => {
    // Name and request belong together by the message's type, which a lookup by name can't show to the compiler.
    const handler = handlers[call.name] as (request: Call['request']) => Promise<unknown>;
    return handler(call.request);
  };

  return async (call) => {
    try {
      post({ type: 'answer', id: call.id, ok: true, value: await run(call) });
    } catch (error) {
      if (error instanceof ControlError) {
        post({
          type: 'answer',
          id: call.id,
          ok: false,
          code: error.code,
          message: error.message,
          status: error.status,
        });
        return;
      }
      post({
        type: 'log',
        level: 'error',
        text: error instanceof Error ? (error.stack ?? error.message) : String(error),
      });
      post({
        type: 'answer',
        id: call.id,
        ok: false,
        code: 'internal',
        message: 'The collector could not do this; its log says why.',
        status: 500,
      });
    }
  };
}

/** Of what a refused action would have been; the others are of tasks. */
const KINDS: Partial<Readonly<Record<ActionName, Action['subject']['kind']>>> = {
  'enable-events': 'worker',
  'disable-events': 'worker',
  shutdown: 'worker',
  'pool-grow': 'worker',
  'pool-shrink': 'worker',
  'pool-restart': 'worker',
  autoscale: 'worker',
  'add-consumer': 'worker',
  'cancel-consumer': 'worker',
  quiet: 'worker',
  unquiet: 'worker',
  'rate-limit': 'worker',
  'time-limit': 'worker',
  'revoke-by-headers': 'cluster',
  'peek-messages': 'queue',
  'remove-message': 'queue',
  'move-message': 'queue',
  'purge-queue': 'queue',
  'pause-queue': 'queue',
  'resume-queue': 'queue',
  'bulk-revoke': 'job',
  'bulk-retry': 'job',
  'abort-job': 'job',
  'create-token': 'access',
  'revoke-token': 'access',
  'end-session': 'access',
  'export-audit': 'access',
};

function task(id: string): Action['subject'] {
  return { kind: 'task', id };
}

async function workerDetail(collector: Collector, hostname: string, refresh: boolean): Promise<WorkerDetail | null> {
  if (collector.workers.get(hostname) === null) return null;
  if (refresh) await collector.ask(hostname, ['stats', 'active_queues', 'active', 'reserved', 'scheduled']);
  const view = collector.workers.get(hostname);
  return view === null ? null : { ...view, ...collector.replies.detail(hostname) };
}
