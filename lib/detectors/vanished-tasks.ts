import type { Task } from '../cluster/task';
import type { WorkerView } from '../cluster/worker';
import { message } from '../i18n/message';
import { problemOf, type DetectorInput } from './detector';
import type { Evidence, Observation, Subject } from './finding';
import { gatherEvidence } from './gather-evidence';
import { groupedBy } from './in-flight';
import { subjectsOf } from './subjects-of';

const NAME = 'task-lost';
const MAX_RELATED = 200;
const MAX_QUEUES = 100;

interface Vanished {
  readonly queue: string;
  readonly tasks: readonly Task[];
  readonly firstAt: number;
  readonly sentAt: number;
  readonly noticedAt: number;
}

/** Tasks that were sent and are nowhere, one observation a queue: flushed, purged, evicted. */
export function vanishedTasks(input: DetectorInput): readonly Observation[] {
  const byQueue = groupedBy([...input.cluster.vanished.values()], ({ task }) => task.queue ?? '');
  return [...byQueue].slice(0, MAX_QUEUES).flatMap(([queue, noted]) => {
    const tasks = noted.map(({ task }) => task);
    const sent = tasks.map(({ sentAt, firstSeenAt }) => sentAt ?? firstSeenAt);
    const vanished: Vanished = {
      queue,
      tasks,
      firstAt: sent.reduce((least, at) => Math.min(least, at), Number.POSITIVE_INFINITY),
      sentAt: sent.reduce((most, at) => Math.max(most, at), 0),
      noticedAt: noted.reduce((most, { seenAt }) => Math.max(most, seenAt), 0),
    };
    return queue === '' || mayHaveRun(input, vanished) ? [] : [observationOf(input, vanished)];
  });
}

/** Somebody may have taken them of whom we could not hear. */
function mayHaveRun(input: DetectorInput, { queue, tasks, firstAt, noticedAt }: Vanished): boolean {
  const { workers, gaps, losses } = input;
  const takers = workers.filter(({ queues }) => queues === null || queues.includes(queue));
  // Where no worker of Celery consumes, some other program may.
  if (!takers.some(({ queues }) => queues !== null)) return true;
  // What it took before its events were switched on, or before the first was heard, it may have run.
  const isMute = ({ status, statusSince, taskEvents, taskEventsSince }: WorkerView) =>
    (taskEvents !== true || (taskEventsSince ?? 0) >= firstAt) &&
    (status !== 'gone' || (statusSince ?? noticedAt) >= firstAt);
  if (takers.some(isMute)) return true;
  if (gaps.some(({ from, to }) => from <= noticedAt && (to ?? Number.POSITIVE_INFINITY) >= firstAt)) return true;
  const meanwhile = losses.filter(({ from, to }) => from <= noticedAt && to >= firstAt);
  return meanwhile.reduce((sum, { lost }) => sum + lost, 0) >= tasks.length;
}

function observationOf(input: DetectorInput, vanished: Vanished): Observation {
  const { queue, tasks, sentAt, noticedAt, firstAt } = vanished;
  const subject: Subject = { kind: 'queue', id: queue };
  const related = subjectsOf({ type: tasks.map(({ name }) => name), task: tasks.map(({ uuid }) => uuid) });
  const because = causeOf(input, firstAt);
  const isRedis = input.brokerKind === 'redis';
  return {
    ...problemOf(NAME, subject, 'vanished'),
    severity: because === 'unknown' ? 'warning' : 'critical',
    related: related.slice(0, MAX_RELATED),
    sentence: message(`findings.${NAME}.sentence-vanished`, {
      count: tasks.length,
      queue,
      sentAt,
      noticedAt,
      because,
    }),
    evidence: evidenceOf(input, vanished),
    advice: {
      text: message(`findings.${NAME}.advice-vanished`, { broker: input.brokerKind }),
      setting: isRedis ? 'redis-cli info commandstats | grep -E "flushdb|flushall|unlink|cmdstat_del"' : null,
    },
    figure: null,
    since: sentAt,
  };
}

function causeOf({ server }: DetectorInput, firstAt: number): 'evicted' | 'replaced' | 'unknown' {
  if (server?.restart != null && server.restart.at >= firstAt) return 'replaced';
  return server?.evictions != null && server.evictions.lastAt >= firstAt ? 'evicted' : 'unknown';
}

function evidenceOf(input: DetectorInput, { queue, tasks, firstAt, sentAt }: Vanished): readonly Evidence[] {
  const { evidence, claim } = gatherEvidence(NAME);
  const { unacked, now } = input;
  const count = tasks.length;
  claim('vanished-sent', { count, firstAt, sentAt }, 'task events', sentAt);
  const ready = input.ready(queue);
  if (ready?.count === 0) claim('vanished-empty', { queue }, 'queue length', ready.at);
  if (unacked !== null && !unacked.truncated) claim('vanished-unacked', {}, 'unacked', unacked.at);
  claim('vanished-heard', { queue, workers: input.consumersOf(queue).length }, 'reconciliation', now);
  return evidence;
}
