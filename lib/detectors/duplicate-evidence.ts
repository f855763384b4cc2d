import type { Task } from '../cluster/task';
import { message, type Message } from '../i18n/message';
import type { DetectorInput } from './detector';
import type { Cause } from './duplicate-cause';
import type { Run } from './duplicate-runs';
import type { Evidence } from './finding';

const KEY = 'findings.duplicate-execution';
const MAX_RUNS = 5;
const MAX_RESULT = 120;

export function duplicateEvidence(
  input: DetectorInput,
  task: Task,
  runs: readonly Run[],
  cause: Cause,
): readonly Evidence[] {
  const source = 'task events';
  const evidence: Evidence[] = [];
  for (const run of runs.slice(0, MAX_RUNS)) {
    evidence.push({ claim: startClaim(run), source, at: run.startedAt });
    const end = endClaim(run);
    if (end !== null) evidence.push({ claim: end, source: endSource(run), at: run.endedAt ?? input.now });
  }
  evidence.push({
    claim: message(`${KEY}.not-retry`, { retries: runs[0]?.retries ?? 0 }),
    source,
    at: runs[1]?.startedAt ?? input.now,
  });
  return [...evidence, ...timeoutEvidence(input, cause), ...unackedEvidence(input, task)];
}

function startClaim(run: Run): Message {
  const values = { n: run.n, worker: run.worker, startedAt: run.startedAt };
  if (run.receivedAt === null) return message(`${KEY}.started`, values);
  return message(`${KEY}.received-started`, { ...values, receivedAt: run.receivedAt });
}

function endClaim(run: Run): Message | null {
  if (run.outcome === null) return message(`${KEY}.no-end`, { n: run.n });
  if (run.endedAt === null) return null;
  const values = { n: run.n, outcome: run.outcome, runSeconds: run.runtimeSeconds ?? run.endedAt - run.startedAt };
  const told = run.exception ?? run.result;
  if (told === null) return message(`${KEY}.ended`, values);
  return message(`${KEY}.ended-with`, {
    ...values,
    told: told.length > MAX_RESULT ? `${told.slice(0, MAX_RESULT)}…` : told,
  });
}

function endSource(run: Run): string {
  return run.endedBy === undefined ? 'task events' : run.endedBy.replace('-', ' ');
}

function timeoutEvidence({ workers, cluster, now }: DetectorInput, cause: Cause): readonly Evidence[] {
  if (cause.timeoutSeconds === null) return [];
  const told = workers.filter(({ visibilityTimeoutSeconds }) => visibilityTimeoutSeconds !== null);
  const shortest = told.find(({ visibilityTimeoutSeconds }) => visibilityTimeoutSeconds === cause.timeoutSeconds);
  const isSame = told.every(({ visibilityTimeoutSeconds }) => visibilityTimeoutSeconds === cause.timeoutSeconds);
  const at = cluster.workers.get(shortest?.hostname ?? '')?.replies.readAt['stats'] ?? now;
  const values = { timeoutSeconds: cause.timeoutSeconds, workers: told.length, worker: shortest?.hostname ?? '' };
  return [{ claim: message(`${KEY}.${isSame ? 'timeout' : 'timeout-shortest'}`, values), source: 'inspect stats', at }];
}

function unackedEvidence({ unacked }: DetectorInput, task: Task): readonly Evidence[] {
  const entry = unacked?.entries.find(({ uuid }) => uuid === task.uuid);
  if (unacked === null || entry === undefined) return [];
  const claim = message(`${KEY}.unacked`, {
    deliveredAt: entry.deliveredAt,
    redelivered: entry.redelivered ? 'yes' : 'no',
  });
  return [{ claim, source: 'unacked_index', at: unacked.at }];
}
