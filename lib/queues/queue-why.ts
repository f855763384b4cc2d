import type { FindingView } from '../api/views';
import type { QueueView } from '../cluster/queue';
import type { WorkerView } from '../cluster/worker';
import type { Severity } from '../detectors/finding';
import { message, type Message } from '../i18n/message';
import { freeSlotsOf, starvedBy } from '../workers/starved-workers';
import { drainState } from './drain-state';
import { unknownReason } from './unknown-reason';

export interface QueueWhy {
  /** null: a fact that needs no attention. */
  readonly severity: Severity | null;
  readonly text: Message;
  /** Nothing waits: written in grey. */
  readonly quiet: boolean;
}

/** Why tasks of this queue wait, in one line; the first reason that holds. */
export function queueWhy(queue: QueueView, workers: readonly WorkerView[], findings: readonly FindingView[]): QueueWhy {
  return (
    pausedBy(queue) ??
    found(queue, findings) ??
    unread(queue) ??
    waiting(queue, workers) ??
    held(queue, workers) ??
    calm(queue)
  );
}

function pausedBy({ pause }: QueueView): QueueWhy | null {
  if (pause === null) return null;
  const { actor, at, takers, takerCount } = pause;
  return why(takerCount > 0 ? 'warning' : 'notice', 'paused', {
    who: actor,
    at,
    takers: takerCount,
    worker: takers[0] ?? '',
  });
}

export function isAbout(finding: FindingView, queue: string): boolean {
  return [finding.subject, ...finding.related].some((subject) => subject.kind === 'queue' && subject.id === queue);
}

function found(queue: QueueView, findings: readonly FindingView[]): QueueWhy | null {
  const open = findings.filter((finding) => finding.closedAt === null && isAbout(finding, queue.name));
  const starvation = open.find((finding) => finding.detector === 'prefetch-starvation');
  if (starvation?.figure?.kind === 'slots') {
    const { rows } = starvation.figure;
    const holder = rows.find((row) => row.worker === starvation.subject.id);
    const idle = rows.filter((row) => row.starved);
    return why(starvation.severity, 'starved', {
      held: holder?.reserved ?? 0,
      holder: starvation.subject.id,
      free: freeSlotsOf(starvation),
      idle: starvedBy(starvation)[0] ?? '',
      others: idle.length - 1,
    });
  }
  const twice = open.filter((finding) => finding.detector === 'duplicate-execution');
  const [first] = twice;
  return first === undefined ? null : why(first.severity, 'ranTwice', { count: twice.length });
}

function unread(queue: QueueView): QueueWhy | null {
  return queue.ready === null ? { severity: null, text: unknownReason(queue.unknown['ready']), quiet: true } : null;
}

function waiting(queue: QueueView, workers: readonly WorkerView[]): QueueWhy | null {
  if (queue.ready === null || queue.ready === 0) return null;
  const left = lastLeft(queue, workers);
  if (queue.consumers === 0 || queue.consumerNames?.length === 0) {
    return left === null
      ? why('warning', 'noConsumer')
      : why('warning', 'noConsumerLeft', { worker: left.hostname, leftAt: left.statusSince ?? 0 });
  }
  const { slots, freeSlots } = queue;
  const growing = drainState(queue).kind === 'growing';
  if (slots !== null && slots > 0 && freeSlots === 0) {
    return left === null
      ? why(growing ? 'notice' : null, 'allBusy', { slots, growing: growing ? 'yes' : 'no' })
      : why('notice', 'allBusyLeft', { slots, worker: left.hostname, leftAt: left.statusSince ?? 0 });
  }
  return freeSlots === null ? why(null, 'waits', { count: queue.ready }) : why(null, 'fetching', { free: freeSlots });
}

function held(queue: QueueView, workers: readonly WorkerView[]): QueueWhy | null {
  const only = queue.consumerNames?.length === 1 ? (queue.consumerNames[0] ?? null) : null;
  const names = only ?? '';
  if ((queue.reserved ?? 0) > 0) return why(null, only === null ? 'reserved' : 'reservedIn', { worker: names });
  if ((queue.scheduled ?? 0) > 0) return why(null, only === null ? 'scheduled' : 'scheduledIn', { worker: names });
  if (queue.consumers !== 0 && queue.consumerNames?.length !== 0) return null;
  const left = lastLeft(queue, workers);
  return left === null
    ? { ...why(null, 'noConsumer'), quiet: true }
    : { ...why(null, 'noConsumerLeft', { worker: left.hostname, leftAt: left.statusSince ?? 0 }), quiet: true };
}

function calm(queue: QueueView): QueueWhy {
  const running = queue.active ?? 0;
  return { severity: null, text: message('queues.why.calm', { running }), quiet: true };
}

/** The last worker that consumed it and is gone, with the time when that is known. */
function lastLeft(queue: QueueView, workers: readonly WorkerView[]): WorkerView | null {
  const gone = workers.filter(
    (worker) => worker.status === 'gone' && worker.statusSince !== null && worker.queues?.includes(queue.name),
  );
  return gone.toSorted((a, b) => (b.statusSince ?? 0) - (a.statusSince ?? 0))[0] ?? null;
}

function why(severity: Severity | null, key: string, values: Record<string, string | number> = {}): QueueWhy {
  return { severity, text: message(`queues.why.${key}`, values), quiet: false };
}
