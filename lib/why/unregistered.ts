import type { Task } from '../cluster/task';
import { message } from '../i18n/message';
import { isLive, type TaskFacts } from './facts';
import { advice, claim, newestEvent, type Explanation } from './rung';

const NAMED = 3;

/** A worker that does not know a type fails its tasks unread, and says so in these words. */
export function isUnregistered({ state, exceptionType, exception }: Task): boolean {
  return state === 'FAILURE' && (exceptionType === 'NotRegistered' || exception?.startsWith('NotRegistered(') === true);
}

/** It was thrown away for a reason that no retry mends: whether any worker knows its type is told beside it. */
export function explainUnregistered(facts: TaskFacts): Explanation {
  const { task, place, workers } = facts;
  const name = task.name ?? /^NotRegistered\('(.{1,255})'\)$/.exec(task.exception ?? '')?.[1] ?? '?';
  const told = (place?.registered ?? []).filter((one) =>
    workers.some((worker) => worker.hostname === one.worker && isLive(worker)),
  );
  const knowing = told.filter(({ knows }) => knows).map(({ worker }) => worker);
  const known = told.length === 0 ? 'untold' : knowing.length === 0 ? 'nobody' : 'others';
  const [other = ''] = knowing;
  const endedAt = task.endedAt ?? task.updatedAt;
  const at = place?.at ?? facts.readAt;
  return {
    verdict: 'unknown-task',
    isProblem: true,
    sentence: message('why.unregistered', {
      name,
      worker: task.worker ?? '?',
      endedAt,
      known,
      other,
      more: Math.max(0, knowing.length - 1),
      count: told.length,
    }),
    evidence: [
      newestEvent(facts),
      claim('unregistered', { name }, 'task events', endedAt),
      ...(told.length === 0
        ? []
        : knowing.length === 0
          ? [claim('notRegistered', { workers: namesOf(told.map(({ worker }) => worker)) }, 'inspect registered', at)]
          : [claim('registeredOn', { workers: namesOf(knowing) }, 'inspect registered', at)]),
    ],
    advice: advice('deployTask', { name }),
  };
}

function namesOf(names: readonly string[]): string {
  return names.length <= NAMED ? names.join(', ') : `${names.slice(0, NAMED).join(', ')} +${names.length - NAMED}`;
}
