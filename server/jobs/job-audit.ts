import type { Action } from '@/lib/cluster/action';
import type { Job } from '@/lib/jobs/job';
import { outcomeOf, summaryOf } from '@/lib/jobs/job-progress';

/** The one entry of a job in the audit log, as it is now: it is written anew each time the job's state changes. */
export function auditOf(job: Job): Action {
  const { id, scope, terminate, signal, queue, countdown, ratePerSecond, total } = job;
  const asked = job.action === 'revoke' ? { terminate, signal: terminate ? signal : null } : { queue, countdown };
  const selection = scope.kind === 'named' ? { named: total } : { q: scope.q, from: scope.from, to: scope.to };
  return {
    id,
    name: `bulk-${job.action}`,
    at: job.createdAt,
    actor: job.actor,
    address: job.address,
    subject: { kind: 'job', id },
    parameters: { ...selection, ...asked, ratePerSecond, total, ...job.counts },
    reason: job.reason,
    outcome: outcomeOf(job),
    summary: summaryOf(job),
    answers: job.answers.map(({ from, ok, error, text, 'no-reply': silent }) => ({
      from,
      outcome: error > 0 ? 'error' : silent > 0 ? 'no-reply' : 'ok',
      text: `${ok} of ${ok + error + silent} messages accepted${text === null ? '' : `; ${text}`}`,
      ms: null,
    })),
    durationMs: Math.round(((job.endedAt ?? job.changedAt) - job.createdAt) * 1000),
    batchId: null,
  };
}
