import { message } from '../i18n/message';
import { isBusySolo } from '../workers/busy-solo';
import { freeSlots, holderOf, isLive, visibilityTimeout } from './facts';
import { concernedWorkers, placeClaims, queueNameOf, returnsAt } from './place';
import { visibilityTimeoutAdvice } from './timeout-advice';
import { advice, claim, newestEvent, NO, unknown, type Rung } from './rung';

const NAMED = 3;

/** Its time is still to come. */
export const scheduled: Rung = {
  verdict: 'scheduled',
  look(facts) {
    const { task, now } = facts;
    if (task.eta === null || task.eta <= now) return NO;
    const returns = returnsAt(facts);
    const timeout = visibilityTimeout(facts);
    const isTooFar = returns !== null && timeout !== null && returns.at < task.eta;
    const holder = holderOf(facts);
    return {
      holds: 'yes',
      isProblem: isTooFar,
      sentence: isTooFar
        ? message('why.scheduledTooFar', { etaAt: task.eta, returnsAt: returns.at })
        : message('why.scheduled', { etaAt: task.eta }),
      evidence: [
        newestEvent(facts),
        ...(holder === null ? [] : [claim('holdsUntil', { worker: holder }, 'task events', task.updatedAt)]),
        ...placeClaims(facts),
      ],
      advice: isTooFar ? visibilityTimeoutAdvice(facts, returns) : null,
    };
  },
};

/** Who took it is gone; the broker will give it out again. */
export const workerGone: Rung = {
  verdict: 'worker-gone',
  look(facts) {
    const holder = holderOf(facts);
    if (holder === null) return NO;
    const worker = facts.workers.find(({ hostname }) => hostname === holder);
    if (worker !== undefined && isLive(worker)) return NO;
    const seenAt = worker?.lastHeartbeatAt ?? worker?.statusSince ?? facts.task.updatedAt;
    const returns = returnsAt(facts);
    const isAnybodyThere = facts.workers.some(isLive);
    const seen = claim('lastHeartbeat', { worker: holder, seenAt }, 'worker events', seenAt);
    const evidence = [newestEvent(facts), seen, ...placeClaims(facts)];
    if (returns === null || !isAnybodyThere) {
      const key = isAnybodyThere ? 'why.workerGone' : 'why.allWorkersGone';
      return {
        holds: 'yes',
        isProblem: true,
        sentence: message(key, { worker: holder, seenAt }),
        evidence,
        advice: null,
      };
    }
    const isDue = returns.at <= facts.now;
    const { eta, expires } = facts.task;
    const waitsFor = eta === null ? 'no' : returns.at > eta ? 'late' : 'early';
    return {
      holds: 'yes',
      isProblem: true,
      sentence: message(isDue ? 'why.workerGoneDue' : 'why.workerGoneReturns', {
        worker: holder,
        returnsAt: returns.at,
        waitsFor,
        etaAt: eta ?? 0,
        expires: expires !== null && expires <= returns.at ? 'yes' : 'no',
        expiresAt: expires ?? 0,
      }),
      evidence,
      advice: null,
    };
  },
};

/** Those that should take it, or that have it, do nothing though they are there. */
export const notConsuming: Rung = {
  verdict: 'not-consuming',
  look(facts) {
    const holder = holderOf(facts);
    const concerned = concernedWorkers(facts);
    const stuck = concerned.filter(
      (worker) => (worker.status === 'not-consuming' || worker.status === 'unknown') && !isBusySolo(worker, facts.now),
    );
    if (concerned.length === 0 || stuck.length < concerned.length) return NO;
    const [first] = stuck;
    if (first === undefined) return NO;
    const since = first.statusSince ?? facts.readAt;
    return {
      holds: 'yes',
      isProblem: true,
      sentence: message(first.status === 'unknown' ? 'why.workerSilent' : 'why.workerNotConsuming', {
        worker: first.hostname,
        others: stuck.length - 1,
        holds: holder === null ? 'no' : 'yes',
        since: since,
        sinceAt: since,
      }),
      evidence: [
        newestEvent(facts),
        ...stuck
          .slice(0, NAMED)
          .map((worker) =>
            claim(
              'workerStatus',
              { worker: worker.hostname, status: worker.status },
              'worker events',
              worker.lastHeartbeatAt ?? since,
            ),
          ),
        ...placeClaims(facts),
      ],
      advice: advice(first.status === 'unknown' ? 'lookAtWorker' : 'restartWorker', { worker: first.hostname }),
    };
  },
};

export const rateLimited: Rung = {
  verdict: 'rate-limited',
  look(facts) {
    const { place } = facts;
    const holder = holderOf(facts);
    if (holder === null) return NO;
    const told = place?.registered.find(({ worker }) => worker === holder);
    if (told === undefined) return unknown('rateLimit', { worker: holder });
    // Inspect does not name a task that waits for its rate: it is with the worker and in none of its lists.
    const rate = place?.held?.as === 'active' ? null : told.rateLimit;
    const worker = facts.workers.find(({ hostname }) => hostname === holder);
    if (rate === null || worker === undefined || freeSlots(worker) === 0) return NO;
    return {
      holds: 'yes',
      isProblem: false,
      sentence: message('why.rateLimited', { worker: holder, name: facts.task.name ?? '?', rate }),
      evidence: [
        newestEvent(facts),
        claim('rateLimit', { worker: holder }, 'inspect registered', place?.at ?? facts.readAt),
      ],
      advice: null,
    };
  },
};

/** A worker has taken it ahead of need. */
export const prefetched: Rung = {
  verdict: 'prefetched',
  look(facts) {
    const holder = holderOf(facts);
    const worker = facts.workers.find(({ hostname }) => hostname === holder);
    if (holder === null || worker === undefined || !isLive(worker)) return NO;
    const queue = queueNameOf(facts);
    const free = facts.workers.filter(
      (other) =>
        other.hostname !== holder &&
        (other.status === 'idle' || other.status === 'working') &&
        freeSlots(other) > (other.reserved ?? 0) &&
        queue !== null &&
        other.queues?.includes(queue) === true,
    );
    const [idle] = free;
    const ahead = facts.place?.aheadOnWorker ?? 0;
    return {
      holds: 'yes',
      isProblem: idle !== undefined,
      sentence:
        idle === undefined
          ? message('why.prefetched', { worker: holder, ahead })
          : message('why.prefetchedWhileFree', { worker: holder, ahead, other: idle.hostname }),
      evidence: [
        newestEvent(facts),
        ...(worker.active === null || worker.concurrency === null
          ? []
          : [
              claim(
                'workerBusy',
                { worker: holder, active: worker.active, slots: worker.concurrency, reserved: worker.reserved ?? 0 },
                'inspect',
                worker.lastReplyAt ?? facts.readAt,
              ),
            ]),
        ...free
          .slice(0, NAMED)
          .map((other) =>
            claim(
              'freeElsewhere',
              { worker: other.hostname, free: freeSlots(other) },
              'inspect',
              other.lastReplyAt ?? facts.readAt,
            ),
          ),
        ...placeClaims(facts),
      ],
      advice: idle === undefined ? null : advice('prefetch', {}, 'worker_prefetch_multiplier = 1'),
    };
  },
};
