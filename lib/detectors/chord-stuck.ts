import type { ChordPart, ChordSight } from '../cluster/results-log';
import { message } from '../i18n/message';
import { startWorker } from './advised-setting';
import { problemOf, type Detector, type DetectorInput } from './detector';
import type { Evidence, Observation, Subject } from './finding';
import { subjectsOf } from './subjects-of';

const NAME = 'chord-stuck';
/** A count that stands still is normal while parts run. */
const STILL_SECONDS = 20;
/** A search of the broker is older than a part that was sent since; the next one may come so much late. */
const SEARCH_SECONDS = 60;
const LATE_SECONDS = 40;
const NOWHERE_SECONDS = 45;
const MAX_FINDINGS = 20;
const MAX_INDEXES = 10;

type How =
  | { readonly how: 'queue'; readonly part: ChordPart; readonly queue: string; readonly at: number }
  | { readonly how: 'nowhere'; readonly at: number }
  | { readonly how: 'over' };

/** A chord whose body can't run, as far as it can be told which part of it is missing and why. */
export const chordStuck: Detector = {
  name: NAME,
  confirmSeconds: 2,
  // The backend is looked at every ten seconds. A worker that starts has told nothing for a while, and one that runs something
  // may run the part that is missing: the same chord is not told anew for that.
  closeSeconds: 60,
  observe(input) {
    return (input.results?.chords ?? [])
      .flatMap((chord) => {
        const how = howOf(input, chord);
        return how === null ? [] : [observationOf(input, chord, how)];
      })
      .slice(0, MAX_FINDINGS);
  },
};

function howOf(input: DetectorInput, chord: ChordSight): How | null {
  const { size, done, since, parts } = chord;
  const stillSeconds = input.now - since;
  // The last part deletes the counter in the next moment, and one with a failure leaves it: neither is beyond its size.
  if (done > size) return stillSeconds > STILL_SECONDS ? { how: 'over' } : null;
  if (done === size || stillSeconds < STILL_SECONDS || parts === null) return null;
  const age = input.now - parts.at;
  // What waits where nobody takes it stays there, however seldom it is looked for.
  if (age > Math.max(SEARCH_SECONDS, parts.againSeconds + LATE_SECONDS)) return null;
  for (const part of parts.found) {
    if (
      part.in === 'queue' &&
      part.queue !== null &&
      hasNoConsumer(input, part.queue) &&
      mayLie(input, part.queue, parts.at)
    )
      return { how: 'queue', part, queue: part.queue, at: parts.at };
  }
  // What is in no place that is known here may be in one of another application's.
  const isFresh = age <= SEARCH_SECONDS;
  const isNowhere =
    chord.isOurs && isFresh && parts.found.length === 0 && parts.everywhere && stillSeconds > NOWHERE_SECONDS;
  return isNowhere && isIdle(input) ? { how: 'nowhere', at: parts.at } : null;
}

// The queue may have been emptied since its messages were looked through.
function mayLie(input: DetectorInput, queue: string, searchedAt: number): boolean {
  const ready = input.ready(queue);
  return ready === null || ready.at <= searchedAt || ready.count > 0;
}

function hasNoConsumer({ queues, consumersOf, live, leftBy }: DetectorInput, queue: string): boolean {
  // Until all have told what they take from, nobody can be said to take from nothing.
  if (live.some((worker) => worker.queues === null)) return false;
  // With no worker up all queues stand still, and one that is being restarted may take from it.
  if (live.length === 0 && leftBy(queue) !== null) return false;
  const told = queues.find(({ name }) => name === queue)?.consumers ?? 0;
  return consumersOf(queue).length === 0 && told === 0;
}

// With no worker up nobody runs it.
// A part that runs is in no list of the broker when it was acknowledged early, and events do not tell its group.
function isIdle({ live }: DetectorInput): boolean {
  const isFree = live.every(
    ({ status, active, reserved, scheduled }) =>
      status === 'idle' && active === 0 && reserved === 0 && (scheduled ?? 0) === 0,
  );
  return isFree;
}

function observationOf(input: DetectorInput, chord: ChordSight, found: How): Observation {
  const { groupId, size, done, missing, expiresInSeconds } = chord;
  const { how } = found;
  const part = found.how === 'queue' ? found.part : null;
  const queue = found.how === 'queue' ? found.queue : '';
  const subject: Subject =
    part === null ? { kind: 'cluster', id: `chord ${groupId}` } : { kind: 'task', id: part.uuid };
  const values = {
    size,
    done,
    missing: missing?.length ?? Math.max(0, size - done),
    part: part?.name ?? part?.uuid ?? '',
    queue,
    dies: expiresInSeconds === null ? 'unknown' : 'known',
    diesSeconds: expiresInSeconds ?? 0,
  };
  return {
    // One chord is one finding, whichever of its tasks is shown.
    ...problemOf(NAME, { kind: 'cluster', id: groupId }),
    subject,
    severity: 'warning',
    related: subjectsOf({ queue: queue === '' ? [] : [queue], type: [part?.name] }),
    sentence: message(`findings.${NAME}.sentence-${how}`, values),
    evidence: evidenceOf(input, chord, found),
    advice: {
      text: message(`findings.${NAME}.advice-${how}`),
      setting: found.how === 'queue' ? startWorker(queue) : null,
    },
    figure: null,
    since: chord.since,
  };
}

function evidenceOf(input: DetectorInput, chord: ChordSight, found: How): readonly Evidence[] {
  const { groupId, size, done, missing, since, expiresInSeconds } = chord;
  const at = input.results?.reading.at ?? input.now;
  const claim = (key: string, values: Readonly<Record<string, string | number>>, source: string, time: number) => ({
    claim: message(`findings.${NAME}.${key}`, values),
    source,
    at: time,
  });
  const indexes = missing?.slice(0, MAX_INDEXES).join(', ') ?? '';
  return [
    claim('count', { done, size, group: groupId, sinceAt: since }, 'result backend', at),
    ...(found.how === 'over'
      ? []
      : [claim('missing', { known: missing === null ? 'no' : 'yes', indexes }, 'result backend', at)]),
    ...placeEvidence(input, found, claim),
    ...(expiresInSeconds === null ? [] : [claim('dies', { diesSeconds: expiresInSeconds }, 'result backend', at)]),
  ];
}

function placeEvidence(
  input: DetectorInput,
  found: How,
  claim: (key: string, values: Readonly<Record<string, string | number>>, source: string, at: number) => Evidence,
): readonly Evidence[] {
  switch (found.how) {
    case 'over':
      return [];
    case 'nowhere':
      return [
        claim('nowhere', {}, 'queues, unacked', found.at),
        claim('idle', { workers: input.live.length }, 'task events, inspect', input.now),
      ];
    case 'queue': {
      const { uuid, name, index } = found.part;
      const values = { index: index ?? '?', name: name ?? '?', uuid, queue: found.queue };
      return [
        claim('part', values, 'queue', found.at),
        claim('consumers', { queue: found.queue }, 'inspect active_queues', input.now),
      ];
    }
  }
}
