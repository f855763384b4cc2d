import type { Task } from '../cluster/task';
import { REMOVED } from '../cluster/settle-task';
import { acksLateOf } from '../detectors/advised-setting';
import { message } from '../i18n/message';
import type { TaskFacts } from './facts';
import { advice, claim, newestEvent, type Explanation } from './rung';
import { explainUnregistered, isUnregistered } from './unregistered';
import { endedUnseen } from './unseen';

/** What became of a task that is over: by itself, unseen, or without ever having run. */
export function explainEnded(facts: TaskFacts): Explanation {
  const { task } = facts;
  if (isUnregistered(task)) return explainUnregistered(facts);
  if (isToldByBackend(task)) {
    const { isProblem, sentence, evidence, advice: change } = endedUnseen(facts, storedOf(task));
    return { verdict: 'finished-unseen', isProblem, sentence, evidence, advice: change };
  }
  if (task.state === 'LOST') return lost(facts);
  if (task.stateReason === 'expired' || task.stateReason === 'expired-in-queue') return expired(facts);
  if (task.stateReason === REMOVED) return removed(facts);
  const sentence = message('why.ended', { state: task.state, endedAt: task.endedAt ?? task.updatedAt });
  return { verdict: 'ended', isProblem: false, sentence, evidence: [newestEvent(facts)], advice: null };
}

function isToldByBackend({ state, stateReason, deliveries }: Task): boolean {
  const isTold = ({ outcome, endedBy }: Task['deliveries'][number]) =>
    outcome === state && endedBy === 'result-backend';
  return stateReason === 'result-backend' || deliveries.some(isTold);
}

function storedOf({ state, endedAt }: Task) {
  return { status: state, endedAt };
}

function lost(facts: TaskFacts): Explanation {
  const { task, workers } = facts;
  const worker = task.worker ?? '?';
  const gone = workers.find(({ hostname }) => hostname === task.worker);
  const seenAt = gone?.lastHeartbeatAt ?? task.updatedAt;
  return {
    verdict: 'lost',
    isProblem: true,
    sentence: message('why.runnerGoneLost', { worker, seenAt }),
    evidence: [newestEvent(facts), claim('lastHeartbeat', { worker, seenAt }, 'worker events', seenAt)],
    advice: advice('acksLate', {}, acksLateOf([task.name])),
  };
}

function removed(facts: TaskFacts): Explanation {
  const { queue, endedAt, updatedAt } = facts.task;
  const at = endedAt ?? updatedAt;
  return {
    verdict: 'ended',
    isProblem: false,
    sentence: message('why.removed', { queue: queue ?? '?', endedAt: at }),
    evidence: [claim('removed', {}, 'actions', at), newestEvent(facts)],
    advice: null,
  };
}

function expired(facts: TaskFacts): Explanation {
  const { task } = facts;
  const thrownAt = task.endedAt ?? task.updatedAt;
  return {
    verdict: 'expired',
    isProblem: false,
    sentence: message('why.expiredUnrun', { expiresAt: task.expires ?? thrownAt }),
    evidence: [newestEvent(facts)],
    advice: null,
  };
}
