import type { StatusView } from '@/lib/api/page-views';
import type { FindingView, Overview } from '@/lib/api/views';
import { isAbsence } from '@/lib/cluster/cluster-status';
import type { Finding } from '@/lib/detectors/finding';
import { isSettled } from '../layout/partial-state';
import type { Verdict } from '../ui/severity-sign';

/** The verdict line: an answer and the sentences after it, as keys of the namespace `now`. */
export interface NowVerdict {
  readonly kind: Verdict;
  readonly answer: string;
  readonly rest: readonly string[];
  readonly values: Readonly<Record<string, string | number>>;
}

interface VerdictFacts {
  readonly status: StatusView;
  /** Open findings; undefined while they are on their way. */
  readonly findings: readonly FindingView[] | undefined;
  readonly overview: Overview | undefined;
  /** The collector does not answer; since when. */
  readonly offlineSince: number | null;
  readonly now: number;
}

/** One sentence that answers "is it healthy?", composed from what is known; what is not known is said first. */
export function verdictOf(facts: VerdictFacts): NowVerdict {
  const { status, findings, overview, now } = facts;
  const { broker, collector } = status;
  const brokerLost = broker.state === 'lost' || (broker.state === 'connecting' && broker.errorCode !== null);
  const blindSince = facts.offlineSince ?? (brokerLost ? broker.since : null);
  if (blindSince !== null) {
    const seenAt = facts.offlineSince === null ? broker.since : status.at;
    const silent = isAbsence(broker.errorCode) ? 'verdict.collectorAway' : 'verdict.brokerSilent';
    const rest = facts.offlineSince === null ? silent : 'verdict.collectorSilent';
    return {
      kind: 'unknown',
      answer: 'verdict.unknownFor',
      rest: [rest],
      values: { blindSeconds: Math.max(0, Math.round(now - blindSince)), seenAt },
    };
  }
  if (findings !== undefined && findings.length > 0) return problems(findings, status, overview);
  if (collector.workersUp === 0 && !isSettled(status)) {
    return { kind: 'unknown', answer: 'verdict.starting', rest: ['verdict.startingRest'], values: {} };
  }
  if (collector.workersUp === 0) {
    return {
      kind: 'warning',
      answer: 'verdict.noWorkers',
      rest: [waitingKey(collector.ready)],
      values: { ready: collector.ready ?? 0 },
    };
  }
  if (collector.silentWorkers.length >= collector.workersUp) {
    return { kind: 'warning', answer: 'verdict.silent', rest: ['verdict.silentRest'], values: {} };
  }
  const waiting = waitingTotal(status);
  return {
    kind: 'healthy',
    answer: 'verdict.healthy',
    rest: [waiting === null ? 'verdict.busyOnly' : 'verdict.busyAndWaiting'],
    values: { busy: collector.slotsBusy, slots: collector.slots, waiting: waiting ?? 0 },
  };
}

function problems(findings: readonly FindingView[], status: StatusView, overview: Overview | undefined): NowVerdict {
  const queues = new Set(
    findings
      .flatMap(subjectsOf)
      .filter((subject) => subject.kind === 'queue')
      .map((subject) => subject.id),
  );
  const lost = overview?.lost24h;
  return {
    kind: worst(findings),
    answer: 'verdict.problems',
    rest: [...(queues.size > 0 ? ['verdict.where'] : []), ...lossKeys(lost)],
    values: {
      count: findings.length,
      affected: queues.size,
      queues: Math.max(status.queues, queues.size),
      lost: lost ?? 0,
    },
  };
}

function lossKeys(lost: number | undefined): readonly string[] {
  if (lost === undefined) return [];
  return [lost === 0 ? 'verdict.nothingLost' : 'verdict.lost'];
}

function subjectsOf(finding: FindingView) {
  return [finding.subject, ...finding.related];
}

function worst(findings: readonly Pick<Finding, 'severity'>[]): Verdict {
  for (const severity of ['critical', 'warning'] as const) {
    if (findings.some((finding) => finding.severity === severity)) return severity;
  }
  return 'notice';
}

function waitingKey(ready: number | null): string {
  return ready === null ? 'verdict.noWorkersRest' : 'verdict.noWorkersReady';
}

/** Everything that waits: ready in queues, reserved and scheduled in workers; null when the queues can't be read. */
export function waitingTotal({ collector }: Pick<StatusView, 'collector'>): number | null {
  return collector.ready === null ? null : collector.ready + collector.reserved + collector.scheduled;
}
