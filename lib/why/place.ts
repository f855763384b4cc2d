import type { WorkerView } from '../cluster/worker';
import { holderOf, isLive, visibilityTimeout, type TaskFacts } from './facts';
import { claim, type Claim } from './rung';

/** When the broker gives it out again if nobody acknowledges it; null when it is not delivered, or this can't be told. */
export function returnsAt(facts: TaskFacts): { readonly at: number; readonly deliveredAt: number } | null {
  const timeout = visibilityTimeout(facts);
  const { place } = facts;
  if (timeout === null || place?.message?.in !== 'unacked') return null;
  const { deliveredAt } = place.message;
  return { at: deliveredAt + timeout.seconds, deliveredAt };
}

/** Where its message is, and when it comes back. */
export function placeClaims(facts: TaskFacts): readonly Claim[] {
  const { place } = facts;
  if (place === null || place.message === null) return [];
  const { message: where, at } = place;
  if (where.in === 'queue') {
    const values = { queue: where.queue, position: where.ahead + 1, priority: where.priority };
    return [claim('inQueue', values, 'queue', at)];
  }
  if (where.in === 'nowhere') return where.everywhere ? [claim('nowhere', {}, 'queues, unacked', at)] : [];
  const delivered = claim(
    'unacked',
    { deliveredAt: where.deliveredAt, redelivered: where.redelivered ? 'yes' : 'no' },
    'unacked_index',
    at,
  );
  const timeout = visibilityTimeout(facts);
  if (timeout === null) return [delivered];
  return [
    delivered,
    claim(
      'timeout',
      { timeoutSeconds: timeout.seconds, told: timeout.worker === null ? 'no' : 'yes', worker: timeout.worker ?? '' },
      timeout.worker === null ? 'kombu' : 'inspect stats',
      timeout.at,
    ),
  ];
}

export function queueNameOf({ task, place }: TaskFacts): string | null {
  return place?.message?.in === 'queue' ? place.message.queue : task.queue;
}

/** Who has it; where nobody does, those that take from its queue. */
export function concernedWorkers(facts: TaskFacts): readonly WorkerView[] {
  const holder = holderOf(facts);
  const queue = queueNameOf(facts);
  return facts.workers.filter((worker) =>
    holder === null
      ? isLive(worker) && queue !== null && worker.queues?.includes(queue) === true
      : worker.hostname === holder,
  );
}
