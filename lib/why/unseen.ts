import { startWorker } from '../detectors/advised-setting';
import { message } from '../i18n/message';
import { holderOf, type Awaited, type StoredSight, type TaskFacts } from './facts';
import { hasNoConsumer } from './no-consumer';
import { placeClaims } from './place';
import { eventsAdvice, eventsClaims } from './mute-workers';
import { advice, claim, newestEvent, NO, type Answer, type Holds, type Rung } from './rung';
import { storedEnd } from './stored-end';
import { failedPartOf } from './stored-sight';

const NAMED = 3;
/** Of clocks that differ. */
const CLOCK_SECONDS = 1;

/** It ran, and only the result backend tells. */
export const finishedUnseen: Rung = {
  verdict: 'finished-unseen',
  look(facts) {
    const stored = storedEnd(facts);
    if (stored === null) return ranUnseen(facts);
    return neverSent(facts) === null ? endedUnseen(facts, stored) : NO;
  },
};

/** Only a worker that runs a task sends others as its children, the next of its chain when it has ended. */
function ranUnseen(facts: TaskFacts): Answer {
  const { task, children } = facts;
  // Those of an earlier attempt, or delivery, tell nothing of this one.
  const wasSeen = task.retries > 0 || task.deliveries.some(({ startedAt }) => startedAt !== null);
  const [first] = children;
  if (wasSeen || first === undefined || first.seenAt < (task.sentAt ?? 0) - CLOCK_SECONDS) return NO;
  const values = { name: first.name ?? first.uuid, uuid: first.uuid, sentAt: first.seenAt, count: children.length };
  return {
    holds: 'yes',
    isProblem: false,
    sentence: message('why.ranUnseen', values),
    evidence: [
      newestEvent(facts),
      claim('child', values, 'task events', first.seenAt),
      ...placeClaims(facts),
      ...eventsClaims(facts),
    ],
    advice: eventsAdvice(facts),
  };
}

/** What is said of an end that no event told. */
export function endedUnseen(facts: TaskFacts, { status, endedAt }: Pick<StoredSight, 'status' | 'endedAt'>): Holds {
  const { place, readAt } = facts;
  const values = { state: status, known: endedAt === null ? 'no' : 'yes', endedAt: endedAt ?? 0 };
  return {
    holds: 'yes',
    isProblem: false,
    sentence: message('why.finishedUnseen', values),
    evidence: [
      newestEvent(facts),
      claim('stored', values, 'result backend', place?.at ?? readAt),
      ...eventsClaims(facts),
    ],
    advice: eventsAdvice(facts),
  };
}

/** Celery stores a failure for the body of a chord of which a part failed, though it never sends that body. */
function neverSent(facts: TaskFacts): Holds | null {
  const { task, isSeen, readAt, place } = facts;
  const stored = storedEnd(facts);
  const part = stored === null || (isSeen && task.state !== 'UNKNOWN') ? null : failedPartOf(stored);
  if (stored === null || part === null || task.deliveries.length > 0) return null;
  const values = { state: stored.status, known: stored.endedAt === null ? 'no' : 'yes', endedAt: stored.endedAt ?? 0 };
  const at = place?.at ?? readAt;
  return {
    holds: 'yes',
    isProblem: true,
    sentence: message('why.chordPartFailed', { part: part.uuid, error: part.error }),
    evidence: [
      newestEvent(facts),
      claim('stored', values, 'result backend', at),
      claim('chordError', { part: part.uuid, error: part.error }, 'result backend', at),
    ],
    advice: advice('chordPartFailed', { part: part.uuid }),
  };
}

/** The body of a chord, which the last of its parts sends. */
export const chordPartMissing: Rung = {
  verdict: 'chord-part-missing',
  look: (facts) =>
    neverSent(facts) ??
    awaited(facts, ['chord'], (first, parts) => {
      const { chord } = first;
      return message('why.chordPartMissing', {
        parts: parts.length,
        name: first.name ?? first.uuid,
        queue: first.queue ?? '?',
        where: placeOf(facts, first),
        counted: chord === null ? 'no' : 'yes',
        size: chord?.size ?? 0,
        done: chord?.done ?? 0,
      });
    }),
};

/** A later part of a chain, or what is to be called at an end: it has a uuid before it is sent. */
export const notSent: Rung = {
  verdict: 'not-sent',
  look: (facts) =>
    awaited(facts, ['chain', 'callback', 'errback'], (first) =>
      message('why.notSent', {
        as: first.as,
        name: first.name ?? first.uuid,
        queue: first.queue ?? '?',
        where: placeOf(facts, first),
      }),
    ),
};

function awaited(
  facts: TaskFacts,
  kinds: readonly Awaited['as'][],
  sentenceOf: (first: Awaited, all: readonly Awaited[]) => ReturnType<typeof message>,
): Answer {
  const all = (facts.place?.awaits ?? []).filter(({ as }) => kinds.includes(as));
  // What nobody takes keeps it for longer than what only waits its turn.
  const first = all.find((one) => placeOf(facts, one) === 'unserved') ?? all[0];
  if (first === undefined) return NO;
  const at = facts.place?.at ?? facts.readAt;
  const isUnserved = placeOf(facts, first) === 'unserved';
  const queue = first.queue ?? '?';
  return {
    holds: 'yes',
    isProblem: isUnserved,
    sentence: sentenceOf(first, all),
    evidence: [
      newestEvent(facts),
      ...(first.chord === null
        ? []
        : [claim('chordCount', countsOf(first.chord), 'result backend', first.chord.readAt)]),
      ...all.slice(0, NAMED).map(({ uuid, name, queue: lies, index, in: where }) =>
        claim(
          'awaited',
          {
            uuid,
            name: name ?? '?',
            queue: lies ?? '?',
            index: index ?? '?',
            part: index === null ? 'no' : 'yes',
            where,
          },
          where,
          at,
        ),
      ),
      ...(isUnserved ? [claim('unserved', { queue }, 'inspect active_queues', facts.readAt)] : []),
    ],
    advice: isUnserved ? advice('startWorker', { queue }, startWorker(queue)) : null,
  };
}

function countsOf({ size, done }: NonNullable<Awaited['chord']>) {
  return { size, done };
}

function placeOf(facts: TaskFacts, { in: where, queue }: Awaited): 'unserved' | Awaited['in'] {
  return where === 'queue' && queue !== null && hasNoConsumer(facts, queue) ? 'unserved' : where;
}

/** No event told of it, and it is nowhere: not sent yet, long forgotten, or no task's id at all. */
export const notSeen: Rung = {
  verdict: 'not-seen',
  look(facts) {
    const { isSeen, place, readAt } = facts;
    const where = place?.message ?? null;
    if (place?.stored != null) return NO;
    if (isSeen || holderOf(facts) !== null || where?.in === 'queue' || where?.in === 'unacked') return NO;
    const searched = where === null ? 'no' : where.everywhere ? 'all' : 'part';
    return {
      holds: 'yes',
      isProblem: false,
      sentence: message('why.notSeen', { searched }),
      evidence: [
        newestEvent(facts),
        ...placeClaims(facts),
        claim('watchedSince', { sinceAt: place?.watchedSince ?? readAt }, 'celeryscope', place?.at ?? readAt),
      ],
      advice: advice('notSeen', {}, 'task_send_sent_event = True'),
    };
  },
};
