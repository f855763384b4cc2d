import type { Delivery, Task } from '../cluster/task';
import type { WorkerView } from '../cluster/worker';
import { message } from '../i18n/message';
import { problemOf, type Detector, type DetectorInput } from './detector';
import type { Observation, Subject } from './finding';
import { groupedBy, statsReadAt } from './in-flight';

const NAME = 'visibility-timeout-mismatch';
/** A message that comes back with less than this share of the shortest timeout was swept by somebody else. */
const EARLY_SHARE = 0.9;
/** Workers may tell the times of their receipts a little apart. */
const MIN_EARLY_SECONDS = 15;
/** A worker that lost its connection gives back what it holds, and that shows as online or offline near then. */
const CONNECTION_SECONDS = 30;
const MAX_RELATED = 50;

/** Clients that do not agree when a message is overdue: the shortest timeout counts for the messages of all. */
export const visibilityTimeoutMismatch: Detector = {
  name: NAME,
  confirmSeconds: 5,
  observe(input) {
    if (input.brokerKind === 'amqp') return [];
    return [...disagreeing(input), ...sweptBy(input)];
  },
};

function disagreeing(input: DetectorInput): readonly Observation[] {
  const told = input.live.filter(({ visibilityTimeoutSeconds }) => visibilityTimeoutSeconds !== null);
  const byTimeout = [...groupedBy(told, ({ visibilityTimeoutSeconds }) => String(visibilityTimeoutSeconds))]
    .map(([seconds, workers]) => ({ seconds: Number(seconds), workers }))
    .sort((a, b) => a.seconds - b.seconds);
  const [shortest] = byTimeout;
  const longest = byTimeout.at(-1);
  if (shortest === undefined || longest === undefined || byTimeout.length < 2) return [];
  const subject: Subject = { kind: 'cluster', id: 'visibility-timeout' };
  return [
    {
      ...problemOf(NAME, subject),
      severity: 'warning',
      related: shortest.workers.slice(0, MAX_RELATED).map(({ hostname }) => ({ kind: 'worker', id: hostname })),
      sentence: message(`findings.${NAME}.sentence`, {
        shortestSeconds: shortest.seconds,
        shortest: shortest.workers[0]?.hostname ?? '',
        others: shortest.workers.length - 1,
        longestSeconds: longest.seconds,
        longest: longest.workers[0]?.hostname ?? '',
      }),
      evidence: byTimeout.slice(0, 5).map(({ seconds, workers }) => ({
        claim: message(`findings.${NAME}.told`, {
          timeoutSeconds: seconds,
          worker: workers[0]?.hostname ?? '',
          others: workers.length - 1,
        }),
        source: 'inspect stats',
        at: statsReadAt(input, workers[0]?.hostname ?? null),
      })),
      advice: {
        text: message(`findings.${NAME}.advice`),
        setting: `broker_transport_options = {"visibility_timeout": ${longest.seconds}}`,
      },
      figure: null,
      since: Math.max(...[shortest, longest].map(({ workers }) => firstSeen(workers))),
    },
  ];
}

function firstSeen(workers: readonly WorkerView[]): number {
  return Math.min(...workers.map(({ firstSeenAt }) => firstSeenAt));
}

interface Early {
  readonly task: Task;
  readonly first: Delivery;
  readonly second: Delivery;
  readonly ageSeconds: number;
  /** Of those that told, and how many they are. */
  readonly shortestSeconds: number;
  readonly told: number;
}

function sweptBy(input: DetectorInput): readonly Observation[] {
  if (input.unacked === null) return [];
  const early = input.unacked.entries.flatMap(({ uuid, redelivered }) => {
    const task = redelivered && uuid !== null ? input.cluster.tasks.get(uuid) : undefined;
    return task === undefined ? [] : (earlyOf(input, task) ?? []);
  });
  const [first] = early;
  if (first === undefined) return [];
  const subject: Subject = { kind: 'cluster', id: 'foreign-client' };
  const ageSeconds = Math.min(...early.map((one) => one.ageSeconds));
  const sweptAt = first.second.receivedAt ?? input.now;
  const { shortestSeconds, told } = first;
  const values = { name: first.task.name ?? first.task.uuid, count: early.length, ageSeconds, shortestSeconds };
  return [
    {
      ...problemOf(NAME, subject),
      severity: 'critical',
      related: early.slice(0, MAX_RELATED).map(({ task }) => ({ kind: 'task', id: task.uuid })),
      sentence: message(`findings.${NAME}.sentence-swept`, values),
      evidence: [
        {
          claim: message(`findings.${NAME}.swept`, {
            first: first.first.worker,
            second: first.second.worker,
            sweptAt,
            ageSeconds: first.ageSeconds,
          }),
          source: 'task events',
          at: sweptAt,
        },
        {
          claim: message(`findings.${NAME}.shortest`, { shortestSeconds, workers: told }),
          source: 'inspect stats',
          at: input.now,
        },
      ],
      advice: {
        text: message(`findings.${NAME}.advice-swept`),
        setting: `broker_transport_options = {"visibility_timeout": ${shortestSeconds}}`,
      },
      figure: null,
      since: sweptAt,
    },
  ];
}

/** The attempt was received a second time while the first receipt stood, and too early for any timeout told. */
function earlyOf(input: DetectorInput, task: Task): Early | null {
  const [second, first] = task.deliveries.toReversed();
  // Put back from here, so by no other client.
  if (task.deliveries.some(({ putBack }) => putBack !== undefined)) return null;
  if (first?.receivedAt == null || second?.receivedAt == null || first.retries !== second.retries) return null;
  const ageSeconds = second.receivedAt - first.receivedAt;
  const told = toldSince(input, first.receivedAt);
  const shortestSeconds = Math.min(...told);
  if (told.length === 0) return null;
  if (ageSeconds > shortestSeconds * EARLY_SHARE || shortestSeconds - ageSeconds < MIN_EARLY_SECONDS) return null;
  const view = input.workerOf(first.worker);
  if (first.outcome !== null || view === undefined || view.status === 'gone') return null;
  return wasConnected(input, first, second.receivedAt)
    ? { task, first, second, ageSeconds, shortestSeconds, told: told.length }
    : null;
}

// A worker that has gone since may have given it back before.
function toldSince({ workers }: DetectorInput, at: number): readonly number[] {
  return workers
    .filter(({ status, statusSince }) => status !== 'gone' || (statusSince ?? 0) >= at)
    .map(({ visibilityTimeoutSeconds }) => visibilityTimeoutSeconds)
    .filter((seconds) => seconds !== null);
}

function wasConnected({ cluster }: DetectorInput, { worker, pid }: Delivery, at: number): boolean {
  const record = cluster.workers.get(worker);
  if (record === undefined || (pid !== null && record.pid !== null && record.pid !== pid)) return false;
  const isNear = (seenAt: number | null) => seenAt !== null && Math.abs(seenAt - at) <= CONNECTION_SECONDS;
  return !isNear(record.offlineSeenAt) && !isNear(record.onlineSeenAt);
}
