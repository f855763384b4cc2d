import type { FindingView } from '../api/views';
import type { QueueView } from '../cluster/queue';
import type { WorkerView } from '../cluster/worker';
import type { Severity } from '../detectors/finding';
import { message, type Message } from '../i18n/message';
import { drainState } from './drain-state';
import { isAbout } from './queue-why';
import { queueTotals } from './queue-totals';

export interface QueuesVerdict {
  readonly kind: Severity | 'healthy' | 'unknown';
  readonly answer: Message;
  readonly rest: Message;
}

/** Which queue needs a look first, and how much waits in all of them. */
export function queuesVerdict(
  queues: readonly QueueView[],
  workers: readonly WorkerView[],
  findings: readonly FindingView[],
): QueuesVerdict {
  const totals = queueTotals(queues, workers);
  const held = (totals.reserved?.value ?? 0) + (totals.scheduled?.value ?? 0);
  const rest =
    totals.ready === null
      ? message('queues.verdict.restUnread', { queues: queues.length, held })
      : message('queues.verdict.rest', { ready: totals.ready.value, queues: queues.length, held });
  const [first, ...more] = findingsOf(queues, findings);
  if (first !== undefined) return { kind: first.kind, answer: first.text(more.length), rest };
  const stranded = queues.filter(
    ({ consumers, ready, pause }) => consumers === 0 && pause === null && (ready ?? 0) > 0,
  );
  if (stranded.length > 0) return { kind: 'warning', answer: named('stranded', stranded), rest };
  if (queues.every((queue) => queue.ready === null)) {
    return { kind: 'unknown', answer: message('queues.verdict.unread'), rest };
  }
  const paused = queues.filter(({ pause }) => pause !== null);
  if (paused.length > 0) return { kind: 'notice', answer: named('paused', paused), rest };
  const growing = queues.filter((queue) => drainState(queue).kind === 'growing' && queue.freeSlots === 0);
  if (growing.length > 0) return { kind: 'notice', answer: named('growing', growing), rest };
  const draining = (totals.ready?.value ?? 0) > 0;
  return { kind: 'healthy', answer: message(`queues.verdict.${draining ? 'draining' : 'empty'}`), rest };
}

interface Found {
  readonly kind: Severity;
  readonly text: (others: number) => Message;
}

function findingsOf(queues: readonly QueueView[], findings: readonly FindingView[]): readonly Found[] {
  const open = findings.filter((finding) => finding.closedAt === null);
  const found = (detector: string, key: string) =>
    queues.flatMap((queue): Found[] => {
      const mine = open.filter((finding) => finding.detector === detector && isAbout(finding, queue.name));
      const [first] = mine;
      if (first === undefined) return [];
      const text = (others: number) =>
        message(`queues.verdict.${key}`, { queue: queue.name, count: mine.length, others });
      return [{ kind: first.severity, text }];
    });
  const all = [...found('duplicate-execution', 'ranTwice'), ...found('prefetch-starvation', 'starved')];
  return [...all.filter(({ kind }) => kind === 'critical'), ...all.filter(({ kind }) => kind !== 'critical')];
}

function named(key: string, queues: readonly QueueView[]): Message {
  return message(`queues.verdict.${key}`, { queue: queues[0]?.name ?? '', others: queues.length - 1 });
}
