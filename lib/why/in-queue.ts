import type { WorkerView } from '../cluster/worker';
import { routeTo, startWorker } from '../detectors/advised-setting';
import { message } from '../i18n/message';
import { holderOf, isLive, type TaskFacts } from './facts';
import { meantQueue } from '../queues/meant-queue';
import { LEARN_SECONDS } from './no-consumer';
import { placeClaims, queueNameOf } from './place';
import { advice, claim, newestEvent, NO, unknown, type Claim, type Rung } from './rung';
import { storedEnd } from './stored-end';

/** A message that moves from its queue to a worker is in neither for a moment. */
const LOST_AFTER_SECONDS = 30;
/** The rate is that of a minute: of fewer starts nothing follows for those to come. */
const LEAST_A_MINUTE = 5;
const NAMED = 3;

/** It lies in a queue that nobody takes from. */
export const noConsumer: Rung = {
  verdict: 'no-consumer',
  look(facts) {
    if (holderOf(facts) !== null || isNowhere(facts)) return NO;
    const name = queueNameOf(facts);
    if (name === null) return unknown('queue');
    // RabbitMQ counts those too that answer no question.
    if (facts.queue?.name === name && (facts.queue.consumers ?? 0) > 0) return NO;
    if (facts.place !== null && facts.now - facts.place.watchedSince < LEARN_SECONDS) return unknown('justStarted');
    const live = facts.workers.filter(isLive);
    if (live.some(({ queues }) => queues?.includes(name) === true)) return NO;
    const silent = live.filter(({ queues }) => queues === null);
    if (silent.length > 0) return unknown('activeQueues', { count: silent.length });
    const former = lastConsumer(facts, name);
    const consumed = [...new Set(live.flatMap(({ queues }) => queues ?? []))];
    const similar = meantQueue(name, consumed);
    return {
      holds: 'yes',
      isProblem: true,
      sentence:
        similar === null
          ? message('why.noConsumer', { queue: name })
          : message('why.noConsumerButSimilar', { queue: name, similar }),
      evidence: [
        newestEvent(facts),
        ...placeClaims(facts),
        claim('consumed', { queues: consumed.join(', ') || '–' }, 'inspect active_queues', facts.readAt),
        ...(former === undefined
          ? []
          : [
              claim(
                'formerConsumer',
                { worker: former.hostname, goneAt: former.statusSince ?? former.firstSeenAt },
                'worker events',
                former.statusSince ?? former.firstSeenAt,
              ),
            ]),
      ],
      advice:
        similar === null
          ? advice('startWorker', { queue: name }, startWorker(name))
          : advice('fixRoute', { queue: name, similar }, routeTo(facts.task.name, similar)),
    };
  },
};

/** No worker that could get it has its code: it would be thrown away with a line in the worker's log, without an event. */
export const unknownTask: Rung = {
  verdict: 'unknown-task',
  look(facts) {
    const { task, place } = facts;
    if (holderOf(facts) !== null) return NO;
    if (task.name === null) return unknown('name');
    if (place === null || place.registered.length === 0) return unknown('registered');
    const queue = queueNameOf(facts);
    const serves = (hostname: string): boolean =>
      queue === null || facts.workers.some((w) => w.hostname === hostname && w.queues?.includes(queue) === true);
    const asked = place.registered.filter(({ worker }) => serves(worker));
    if (asked.length === 0 || asked.some(({ knows }) => knows)) return NO;
    const elsewhere = place.registered.find(({ knows }) => knows);
    return {
      holds: 'yes',
      isProblem: true,
      sentence: message('why.unknownTask', { name: task.name, workers: asked.length }),
      evidence: [
        newestEvent(facts),
        claim('notRegistered', { workers: namesOf(asked.map(({ worker }) => worker)) }, 'inspect registered', place.at),
        ...(elsewhere === undefined
          ? []
          : [claim('registeredElsewhere', { worker: elsewhere.worker }, 'inspect registered', place.at)]),
      ],
      advice: advice('deployTask', { name: task.name }),
    };
  },
};

/** It stands in line. */
export const queued: Rung = {
  verdict: 'queued',
  look(facts) {
    const { queue, place } = facts;
    const name = queueNameOf(facts);
    if (holderOf(facts) !== null) return NO;
    if (place?.message?.in === 'unacked') return NO;
    if (isNowhere(facts)) return NO;
    if (name === null || queue === null) return unknown('queue');
    const isFound = place?.message?.in === 'queue';
    // Where the broker can't be searched, the order in which tasks were sent tells about where it stands.
    const ahead = isFound ? place.message.ahead : (place?.aheadSeen ?? null);
    const rate = queue.outPerSecond;
    const isSteady = rate !== null && Math.round(rate * 60) >= LEAST_A_MINUTE;
    const estimate = ahead === null || rate === null || !isSteady ? null : (ahead + 1) / rate;
    const isFull = queue.freeSlots === 0 && queue.slots !== null && queue.slots > 0;
    const evidence: Claim[] = [newestEvent(facts), ...placeClaims(facts)];
    if (!isFound && ahead !== null)
      evidence.push(claim('aheadSeen', { ahead, queue: name }, 'task events', facts.readAt));
    if (queue.ready !== null)
      evidence.push(claim('depth', { queue: name, ready: queue.ready }, 'broker', queue.readAt ?? facts.readAt));
    if (isFull) evidence.push(claim('slots', { queue: name, slots: queue.slots }, 'inspect', facts.readAt));
    if (ahead !== null && rate !== null && rate > 0)
      evidence.push(claim('rate', { queue: name, perMinute: Math.round(rate * 60) }, 'task events', facts.readAt));
    return {
      holds: 'yes',
      verdict: isFull ? 'slots-busy' : 'queued',
      isProblem: false,
      sentence: message(isFull ? 'why.slotsBusy' : 'why.queued', {
        queue: name,
        slots: queue.slots ?? 0,
        position: ahead === null ? 0 : ahead + 1,
        about: isFound ? 'no' : 'yes',
        estimate: estimate === null ? 'no' : 'yes',
        estimateSeconds: estimate ?? 0,
      }),
      evidence,
      advice: null,
    };
  },
};

/** Somebody has it who says nothing of it: a worker without events, asked before it took the task or not at all. */
export const delivered: Rung = {
  verdict: 'delivered',
  look(facts) {
    if (holderOf(facts) !== null || facts.place?.message?.in !== 'unacked') return NO;
    return {
      holds: 'yes',
      isProblem: false,
      sentence: message('why.delivered', { deliveredAt: facts.place.message.deliveredAt }),
      evidence: [newestEvent(facts), ...placeClaims(facts)],
      advice: advice('enableEvents', {}, 'worker_send_task_events = True'),
    };
  },
};

/** It is nowhere where it could be. */
export const lost: Rung = {
  verdict: 'lost',
  look(facts) {
    const { place, task, now } = facts;
    if (holderOf(facts) !== null) return NO;
    if (place === null || place.message === null) return unknown('broker');
    if (place.message.in !== 'nowhere' || storedEnd(facts) !== null) return NO;
    if (!place.message.everywhere) return unknown('tooMany');
    // It was missing for a while when that was noted.
    const isNoted = task.stateReason === 'not-in-broker';
    if (!isNoted && now - task.updatedAt < LOST_AFTER_SECONDS) return unknown('tooSoon');
    const silent = facts.workers.find(
      (worker) => worker.status === 'unknown' && (task.queue === null || serves(worker, task.queue)),
    );
    if (silent !== undefined) return unknown('silentWorker', { worker: silent.hostname });
    const missed = place.missedEvents ? 'yes' : 'no';
    const mute = facts.workers.find(
      (worker) => isLive(worker) && worker.taskEvents !== true && (task.queue === null || serves(worker, task.queue)),
    );
    const mayHaveRun = place.missedEvents || mute !== undefined;
    return {
      holds: 'yes',
      isProblem: true,
      sentence:
        mute === undefined ? message('why.lost', { missed }) : message('why.lostOrMute', { worker: mute.hostname }),
      evidence: [newestEvent(facts), ...placeClaims(facts), claim('eventsMissed', { missed }, 'celeryscope', place.at)],
      advice: mayHaveRun ? advice('lookAtResult') : advice('sendAgain'),
    };
  },
};

/** Of the workers that consumed it and are gone, the one that was there last. */
function lastConsumer({ workers }: TaskFacts, queue: string): WorkerView | undefined {
  return workers
    .filter((worker) => !isLive(worker) && worker.queues?.includes(queue) === true)
    .toSorted((a, b) => (b.statusSince ?? b.firstSeenAt) - (a.statusSince ?? a.firstSeenAt))[0];
}

/** No worker that starts would get it. */
function isNowhere({ place }: TaskFacts): boolean {
  return place?.message?.in === 'nowhere' && place.message.everywhere;
}

function serves(worker: WorkerView, queue: string): boolean {
  return worker.queues === null || worker.queues.includes(queue);
}

function namesOf(names: readonly string[]): string {
  return names.length <= NAMED ? names.join(', ') : `${names.slice(0, NAMED).join(', ')} +${names.length - NAMED}`;
}
