import { acksLateOf, timeLimitOf } from '../detectors/advised-setting';
import type { WorkerView } from '../cluster/worker';
import { message } from '../i18n/message';
import { holderOf, isLive, type TaskFacts } from './facts';
import { advice, claim, newestEvent, NO, unknown, type Claim, type Rung } from './rung';
import { placeClaims, returnsAt } from './place';
import { storedRevoke } from './stored-end';
import { revokeClaims } from './stored-revoke';
import { visibilityTimeoutAdvice } from './timeout-advice';
import { finishedUnseen } from './unseen';

/** Beyond this many times the usual p95 a run is called long. */
const LONG_FACTOR = 3;
const LEAST_RUNS = 20;

function startedAt({ task }: TaskFacts): number {
  return task.startedAt ?? task.updatedAt;
}

function usualClaim({ usual, readAt }: TaskFacts): readonly Claim[] {
  if (usual === null || usual.runs < LEAST_RUNS) return [];
  return [claim('usual', { p50Seconds: usual.p50, p95Seconds: usual.p95, runs: usual.runs }, 'history', readAt)];
}

const workerGone: Rung = {
  verdict: 'worker-gone',
  look(facts) {
    const holder = holderOf(facts);
    const worker = facts.workers.find(({ hostname }) => hostname === holder);
    if (holder === null || (worker !== undefined && isLive(worker))) return NO;
    const seenAt = worker?.lastHeartbeatAt ?? worker?.statusSince ?? facts.task.updatedAt;
    const returns = returnsAt(facts);
    const isGone = facts.place?.message?.in === 'nowhere' && facts.place.message.everywhere;
    const comesBack = facts.workers.some(isLive) ? 'why.runnerGoneReturns' : 'why.runnerGoneNobody';
    const key = returns !== null ? comesBack : isGone ? 'why.runnerGoneLost' : 'why.runnerGone';
    return {
      holds: 'yes',
      isProblem: true,
      sentence: message(key, { worker: holder, seenAt, returnsAt: returns?.at ?? 0 }),
      evidence: [
        newestEvent(facts),
        claim('lastHeartbeat', { worker: holder, seenAt }, 'worker events', seenAt),
        ...placeClaims(facts),
      ],
      advice: returns === null && isGone ? advice('acksLate', {}, acksLateOf([facts.task.name])) : null,
    };
  },
};

/** It is not acknowledged yet, and will be given out again before it is likely to end. */
const runsAgain: Rung = {
  verdict: 'runs-again',
  look(facts) {
    const returns = returnsAt(facts);
    if (facts.place === null || facts.place.message === null) return unknown('broker');
    if (returns === null) return NO;
    const began = startedAt(facts);
    const { usual } = facts;
    const likelyEnd = usual === null || usual.runs < LEAST_RUNS ? null : began + usual.p95;
    const isNear = facts.now > returns.at - 0.2 * (returns.at - returns.deliveredAt);
    const isLikely = likelyEnd !== null && likelyEnd > returns.at;
    if (!isNear && !isLikely) return NO;
    return {
      holds: 'yes',
      isProblem: true,
      sentence: message(returns.at <= facts.now ? 'why.runsAgainDue' : 'why.runsAgain', { returnsAt: returns.at }),
      evidence: [newestEvent(facts), ...placeClaims(facts), ...usualClaim(facts)],
      advice: visibilityTimeoutAdvice(facts, returns, likelyEnd),
    };
  },
};

const runningLong: Rung = {
  verdict: 'running-long',
  look(facts) {
    const { usual, now } = facts;
    if (usual === null || usual.runs < LEAST_RUNS) return unknown('usual');
    const runs = now - startedAt(facts);
    if (runs < usual.p95 * LONG_FACTOR || runs < 1) return NO;
    return {
      holds: 'yes',
      isProblem: true,
      sentence: message('why.runningLong', {
        worker: facts.task.worker ?? '?',
        runsSeconds: runs,
        p95Seconds: usual.p95,
      }),
      evidence: [newestEvent(facts), ...usualClaim(facts), ...limitClaims(facts), ...placeClaims(facts)],
      advice: advice('timeLimit', {}, timeLimitOf(facts.task.name, usual.longest)),
    };
  },
};

const running: Rung = {
  verdict: 'running',
  look: (facts) => ({
    holds: 'yes',
    isProblem: false,
    sentence: message(keyOf(facts), {
      silentSince: silentRunner(facts)?.statusSince ?? facts.readAt,
      worker: facts.task.worker ?? '?',
      startedAt: startedAt(facts),
      runsSeconds: Math.max(0, facts.now - startedAt(facts)),
      again: againOf(facts),
      returnsAt: returnsAt(facts)?.at ?? 0,
    }),
    evidence: [
      newestEvent(facts),
      ...silenceClaims(facts),
      ...revokeClaims(facts),
      ...usualClaim(facts),
      ...limitClaims(facts),
      ...placeClaims(facts),
      ...ackClaim(facts),
    ],
    advice: null,
  }),
};

function keyOf(facts: TaskFacts): string {
  if (silentRunner(facts) !== undefined) return 'why.runningSilent';
  return isRevoked(facts) ? 'why.runningRevoked' : 'why.running';
}

/** Its worker, where nothing was heard of that for so long that it may have stopped. */
function silentRunner({ task, workers }: TaskFacts): WorkerView | undefined {
  return workers.find(
    ({ hostname, status, pool }) => hostname === task.worker && status === 'unknown' && pool !== 'solo',
  );
}

function silenceClaims(facts: TaskFacts): readonly Claim[] {
  const worker = silentRunner(facts);
  if (worker === undefined) return [];
  const { hostname, statusSince, lastHeartbeatAt } = worker;
  const seenAt = lastHeartbeatAt ?? statusSince ?? facts.readAt;
  return [claim('lastHeartbeat', { worker: hostname, seenAt }, 'worker events', seenAt)];
}

function isRevoked(facts: TaskFacts): boolean {
  return facts.place?.revocation != null || storedRevoke(facts) !== null;
}

/** Whether the broker gives it out again, as far as that can be told. */
function againOf(facts: TaskFacts): 'at' | 'ifLost' | 'never' | 'unknown' {
  if (returnsAt(facts) !== null) return 'at';
  const where = facts.place?.message ?? null;
  if (where?.in === 'nowhere' && where.everywhere) return 'never';
  const acknowledged = acknowledgedBy(facts);
  if (acknowledged === null) return 'unknown';
  return acknowledged ? 'never' : 'ifLost';
}

// Inspect tells it of the tasks that a worker runs, on every broker.
function acknowledgedBy({ place, task }: TaskFacts): boolean | null {
  const held = place?.held ?? null;
  return held?.as === 'active' && held.worker === task.worker ? held.acknowledged : null;
}

function ackClaim(facts: TaskFacts): readonly Claim[] {
  const acknowledged = acknowledgedBy(facts);
  const { place } = facts;
  if (acknowledged === null || place?.held == null) return [];
  return [claim(acknowledged ? 'acknowledged' : 'notAcknowledged', {}, 'inspect active', place.held.at)];
}

function limitClaims({ place, task }: TaskFacts): readonly Claim[] {
  const limits = place?.timeLimits ?? null;
  if (limits === null) return [];
  const worker = task.worker ?? '?';
  if (limits.soft === null && limits.hard === null)
    return [claim('noTimeLimit', { worker }, 'inspect registered, stats', limits.at)];
  const values = {
    of: limits.of,
    worker,
    hasSoft: limits.soft === null ? 'no' : 'yes',
    softSeconds: limits.soft ?? 0,
    hasHard: limits.hard === null ? 'no' : 'yes',
    hardSeconds: limits.hard ?? 0,
  };
  return [claim('timeLimits', values, limits.of === 'type' ? 'inspect registered' : 'inspect stats', limits.at)];
}

/** In the order of what is told first. */
export const RUNNING: readonly Rung[] = [finishedUnseen, workerGone, runsAgain, runningLong, running];
