import type { FindingView } from '../api/views';
import type { WorkerView } from '../cluster/worker';
import type { Severity } from '../detectors/finding';
import { message, type Message } from '../i18n/message';
import { openStarvations, starvedBy } from './starved-workers';
import { sumWorkers } from './worker-groups';

export interface WorkersVerdict {
  readonly kind: Severity | 'healthy' | 'unknown';
  /** The worst first, at most two. */
  readonly answers: readonly Message[];
  readonly rest: Message;
}

type Answer = { readonly kind: WorkersVerdict['kind']; readonly text: Message };

const RANK: readonly WorkersVerdict['kind'][] = ['critical', 'warning', 'notice', 'unknown', 'healthy'];

/** Which worker needs a look, and how busy they are together. */
export function workersVerdict(workers: readonly WorkerView[], findings: readonly FindingView[]): WorkersVerdict {
  const sums = sumWorkers(workers);
  const found = [...starvation(findings), ...duplicates(findings), ...standing(workers)].sort(
    (a, b) => RANK.indexOf(a.kind) - RANK.indexOf(b.kind),
  );
  const rest = message('workers.verdict.rest', { up: sums.up, busy: sums.busy, slots: sums.slots });
  const worst = found[0];
  if (worst === undefined) {
    const key = sums.up === 0 ? 'allGone' : 'healthy';
    return { kind: sums.up === 0 ? 'warning' : 'healthy', answers: [message(`workers.verdict.${key}`)], rest };
  }
  return { kind: worst.kind, answers: found.slice(0, 2).map((answer) => answer.text), rest };
}

function starvation(findings: readonly FindingView[]): readonly Answer[] {
  const open = openStarvations(findings);
  const [first] = open;
  if (first === undefined) return [];
  const starved = starvedBy(first);
  const text =
    open.length === 1 && starved.length > 0
      ? message('workers.verdict.starves', {
          holder: first.subject.id,
          idle: starved[0] ?? '',
          others: starved.length - 1,
        })
      : message('workers.verdict.hold', { count: open.length });
  return [{ kind: 'warning', text }];
}

function duplicates(findings: readonly FindingView[]): readonly Answer[] {
  const open = findings.filter((finding) => finding.detector === 'duplicate-execution' && finding.closedAt === null);
  if (open.length === 0) return [];
  const kind = open.some((finding) => finding.severity === 'critical') ? 'critical' : 'warning';
  return [{ kind, text: message('workers.verdict.ranTwice', { count: open.length }) }];
}

function standing(workers: readonly WorkerView[]): readonly Answer[] {
  const those = (kind: Answer['kind'], key: string, is: (worker: WorkerView) => boolean): readonly Answer[] => {
    const found = workers.filter(is);
    const values = { worker: found[0]?.hostname ?? '', others: found.length - 1 };
    return found.length === 0 ? [] : [{ kind, text: message(`workers.verdict.${key}`, values) }];
  };
  return [
    ...those('warning', 'notConsuming', (worker) => worker.status === 'not-consuming'),
    // An orderly exit is a fact, not an alarm.
    ...those('warning', 'lost', (worker) => worker.status === 'gone' && worker.statusReason !== 'offline-event'),
    ...those('unknown', 'silent', (worker) => worker.status === 'unknown'),
    ...those('notice', 'noEvents', (worker) => worker.status !== 'gone' && worker.taskEvents === false),
  ];
}
