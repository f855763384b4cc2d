import type { WorkerView } from '../cluster/worker';
import { holderOf, isLive, type TaskFacts } from './facts';
import { advice, claim, type Claim, type Explanation } from './rung';

/** Workers that have the task or may have taken it, and of which no task events are known to come. */
function muteWorkers(facts: TaskFacts): readonly WorkerView[] {
  const { task, workers } = facts;
  const holder = holderOf(facts) ?? task.worker;
  const concerned =
    holder === null
      ? workers.filter(({ queues }) => task.queue === null || queues === null || queues.includes(task.queue))
      : workers.filter(({ hostname }) => hostname === holder);
  return concerned.filter((worker) => isLive(worker) && worker.taskEvents !== true);
}

/** Where all workers that could have it send their events, to enable them would change nothing. */
export function eventsAdvice(facts: TaskFacts): Explanation['advice'] {
  return muteWorkers(facts).length === 0 ? null : advice('enableEvents', {}, 'worker_send_task_events = True');
}

/** Why no event told of it, as far as that is known. */
export function eventsClaims(facts: TaskFacts): readonly Claim[] {
  const { place, readAt, workers } = facts;
  const [mute] = muteWorkers(facts);
  if (mute !== undefined) return [claim('mute', { worker: mute.hostname }, 'worker events', readAt)];
  const holder = workers.find(({ hostname }) => hostname === holderOf(facts));
  const silent =
    holder?.status === 'unknown'
      ? [
          claim(
            'workerStatus',
            { worker: holder.hostname, status: holder.status },
            'worker events',
            holder.statusSince ?? readAt,
          ),
        ]
      : [];
  if (place === null) return silent;
  return [...silent, claim('eventsMissed', { missed: place.missedEvents ? 'yes' : 'no' }, 'celeryscope', place.at)];
}
