import type { Action, ActionAnswer } from '../cluster/action';
import { ITEM_OUTCOMES, type Job, type JobReason, type JobResult, type WorkerTally } from './job';

/** Reasons are texts of brokers and tasks: there may be as many as tasks. */
const MOST_REASONS = 30;
const MOST_WORKERS = 200;
const REASON_CHARS = 200;

/** The job with what came of the tasks that follow those that are settled. */
export function addResults(job: Job, results: readonly JobResult[]): Job {
  const counts = { ...job.counts };
  let { reasons } = job;
  for (const { outcome, code, detail } of results) {
    counts[outcome] += 1;
    if (outcome === 'done') continue;
    reasons = withReason(reasons, { outcome, code: code ?? '', detail: (detail ?? '').slice(0, REASON_CHARS) });
  }
  const settled = job.settled + results.length;
  return { ...job, counts, reasons: reasons.toSorted((a, b) => b.count - a.count), settled };
}

function withReason(reasons: readonly JobReason[], reason: Omit<JobReason, 'count'>): readonly JobReason[] {
  const at = reasons.findIndex(({ outcome, code }) => outcome === reason.outcome && code === reason.code);
  const known = reasons[at];
  if (known !== undefined) return reasons.with(at, { ...known, count: known.count + 1 });
  return reasons.length < MOST_REASONS ? [...reasons, { ...reason, count: 1 }] : reasons;
}

/** The job with what each worker answered to one more message. */
export function addAnswers(job: Job, answers: readonly ActionAnswer[]): Job {
  const tallies = new Map(job.answers.map((tally) => [tally.from, tally]));
  for (const { from, outcome, text } of answers) {
    const tally = tallies.get(from) ?? noAnswers(from);
    if (!tallies.has(from) && tallies.size >= MOST_WORKERS) continue;
    tallies.set(from, {
      ...tally,
      [outcome]: tally[outcome] + 1,
      text: outcome === 'ok' ? tally.text : text.slice(0, REASON_CHARS),
    });
  }
  return { ...job, answers: [...tallies.values()] };
}

function noAnswers(from: string): WorkerTally {
  return { from, ok: 0, error: 0, 'no-reply': 0, text: null };
}

export function leftOf({ total, settled }: Pick<Job, 'total' | 'settled'>): number {
  return Math.max(0, total - settled);
}

/** Seconds that the rest takes at the job's rate, at least. */
export function secondsLeft(job: Pick<Job, 'total' | 'settled' | 'ratePerSecond'>): number {
  return Math.ceil(leftOf(job) / job.ratePerSecond);
}

/** What its audit entry says came of it. */
export function outcomeOf(job: Job): Action['outcome'] {
  const { done, failed, unsure, skipped } = job.counts;
  if (done === job.total && done > 0) return 'done';
  return done === 0 && failed + unsure > 0 && skipped + failed + unsure === job.total ? 'failed' : 'partial';
}

const STATES: Readonly<Record<Job['state'], string>> = {
  preparing: 'Being prepared',
  running: 'Under way',
  paused: 'Paused',
  interrupted: 'Interrupted',
  aborted: 'Aborted',
  done: 'Done',
};

/** One line for the audit log: how far it is and how many came to what. */
export function summaryOf(job: Job): string {
  const counts = ITEM_OUTCOMES.flatMap((outcome) =>
    job.counts[outcome] > 0 ? `${job.counts[outcome]} ${outcome}` : [],
  );
  const left = leftOf(job);
  const parts = [...counts, ...(left > 0 ? [`${left} not begun`] : [])];
  const note = job.note === null ? '' : ` (${job.note.text})`;
  return `${STATES[job.state]}${note}: of ${job.total} tasks ${parts.join(', ') || 'none'}`;
}
