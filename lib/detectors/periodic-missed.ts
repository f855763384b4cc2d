import type { Periodic } from '../cluster/periodic';
import type { WorkerView } from '../cluster/worker';
import { message } from '../i18n/message';
import { scheduleEvidence, sendersOf, type Sender } from './beat';
import { problemOf, type Detector, type DetectorInput } from './detector';
import type { Evidence, Observation, Subject } from './finding';
import { groupedBy } from './in-flight';
import { subjectsOf } from './subjects-of';

const NAME = 'periodic-missed';
/** Half an interval late, but no less and no more than this. */
const GRACE_SECONDS = { least: 30, most: 600 };
/** An entry that is left out while others are sent may have been switched off, and workers still know it. */
const LEFT_OUT_SECONDS = 3600;
const MAX_NAMED = 3;
const MAX_RELATED = 100;

interface Watched {
  readonly periodic: Periodic;
  readonly sender: Sender;
  readonly everySeconds: number;
  /** null while it is in time. */
  readonly dueAt: number | null;
}

/** What beat sent at its times and does not send any more. */
export const periodicMissed: Detector = {
  name: NAME,
  confirmSeconds: 2,
  observe(input) {
    const watched = input.periodic.flatMap((periodic) => watchedOf(input, periodic) ?? []);
    return [...groupedBy(watched, ({ sender }) => sender.client ?? '').values()].flatMap((of) =>
      missedBy(input, of, watched),
    );
  },
};

function watchedOf(input: DetectorInput, periodic: Periodic): Watched | null {
  const { everySeconds } = periodic.entry;
  const [sender] = [...sendersOf(periodic)].sort((a, b) => b.lastAt - a.lastAt);
  if (everySeconds === null || sender === undefined) return null;
  const grace = Math.min(GRACE_SECONDS.most, Math.max(GRACE_SECONDS.least, everySeconds / 2));
  // What was sent while nothing could be seen is not known.
  const lastAt = Math.max(periodic.fires.at(-1)?.at ?? sender.lastAt, unseenUntil(input));
  const isLate = input.now - lastAt > everySeconds + grace;
  if (!isLate || isHidden(input, sender)) return { periodic, sender, everySeconds, dueAt: null };
  return { periodic, sender, everySeconds, dueAt: lastAt + everySeconds };
}

function unseenUntil({ gaps, losses, watchedSince, now }: DetectorInput): number {
  return Math.max(watchedSince, ...gaps.map(({ to }) => to ?? now), ...losses.map(({ to }) => to));
}

// Without `task-sent` a message shows when a worker takes it and tells so: until then it may wait, or run unseen.
function isHidden({ queues, live }: DetectorInput, { client }: Sender): boolean {
  if (client !== null) return false;
  const isTold = ({ status, taskEvents }: WorkerView): boolean =>
    (status === 'idle' || status === 'working') && taskEvents === true;
  return live.length === 0 || !live.every(isTold) || queues.some(({ ready }) => ready !== 0);
}

/** One process that fell silent is one finding, and an entry that it alone leaves out is another. */
function missedBy(input: DetectorInput, watched: readonly Watched[], all: readonly Watched[]): readonly Observation[] {
  const missed = watched.filter(({ dueAt }) => dueAt !== null);
  const firstDue = Math.min(...missed.map(({ dueAt }) => dueAt ?? Infinity));
  if (missed.length === 0) return [];
  const lastSign = Math.max(...watched.map(({ sender }) => sender.lastAt));
  const [first] = missed;
  // One thing at one pace may be any loop; several are a schedule.
  if (watched.length === 1 && first?.periodic.source === 'seen') return [];
  if (isReplaced(watched, all, lastSign)) return [];
  if (lastSign < firstDue && watched.length > 1 && first !== undefined) {
    if (missed.every((one) => mayBeMeant(one, true) && !isNew(input, one))) return [];
    return [observationOf(input, { kind: 'cluster', id: 'beat' }, missed, lastSign)];
  }
  const told = missed.filter((one) => !mayBeMeant(one, lastSign < firstDue) || isNew(input, one));
  return told.map((one) => observationOf(input, { kind: 'type', id: one.periodic.entry.task }, [one], lastSign));
}

/** An entry may have been switched off; and of one whose schedule nobody knows, whoever sent it may have ended. */
function mayBeMeant({ periodic }: Watched, isSilent: boolean): boolean {
  return !isSilent || periodic.source === 'seen';
}

function isNew({ now }: DetectorInput, { dueAt }: Watched): boolean {
  return now - (dueAt ?? 0) < LEFT_OUT_SECONDS;
}

/** Another process began to send when this one stopped: what it leaves out is no more in its schedule. */
function isReplaced(watched: readonly Watched[], all: readonly Watched[], lastSign: number): boolean {
  return all.some(({ sender }) => {
    const beganAt = sender.fires[0]?.at ?? 0;
    return sender.client !== null && sender.client !== watched[0]?.sender.client && beganAt > lastSign;
  });
}

function observationOf(
  input: DetectorInput,
  subject: Subject,
  missed: readonly Watched[],
  lastSign: number,
): Observation {
  const first = missed.reduce((a, b) => ((b.dueAt ?? 0) < (a.dueAt ?? 0) ? b : a));
  const { sender, everySeconds, periodic } = first;
  const isSilent = lastSign < (first.dueAt ?? 0);
  const isGuess = periodic.source === 'seen';
  const values = {
    name: periodic.entry.name,
    task: periodic.entry.task,
    count: missed.length,
    everySeconds,
    lastAt: sender.lastAt,
    client: sender.client ?? '?',
    known: sender.client === null ? 'no' : 'yes',
    lastSign,
  };
  return {
    ...problemOf(NAME, subject, subject.kind === 'type' ? periodic.entry.name : undefined),
    severity: isGuess ? 'notice' : subject.kind === 'cluster' ? 'critical' : 'warning',
    related: subjectsOf({ type: missed.map(({ periodic: { entry } }) => entry.task) })
      .filter(({ id }) => id !== subject.id)
      .slice(0, MAX_RELATED),
    sentence: message(
      `findings.${NAME}.sentence-${subject.kind === 'cluster' ? (isGuess ? 'beat-seen' : 'beat') : isGuess ? 'seen' : 'entry'}`,
      values,
    ),
    evidence: [
      ...missed.slice(0, MAX_NAMED).flatMap((one) => evidenceOf(one)),
      isSilent
        ? { claim: message(`findings.${NAME}.silent`, values), source: 'task events', at: input.now }
        : {
            claim: message(`findings.${NAME}.others`, { ...values, lastAt: lastSign }),
            source: 'task events',
            at: lastSign,
          },
    ],
    advice: {
      text: message(`findings.${NAME}.advice-${isGuess ? 'seen' : isSilent ? 'beat' : 'entry'}`, values),
      setting: isSilent && !isGuess ? 'celery -A your_app beat -l INFO' : null,
    },
    figure: null,
    since: first.dueAt ?? input.now,
  };
}

function evidenceOf({ periodic, sender, everySeconds }: Watched): readonly Evidence[] {
  const { entry } = periodic;
  return [
    scheduleEvidence(NAME, periodic, { everySeconds }),
    {
      claim: message(`findings.${NAME}.seen`, { name: entry.name, times: sender.fires.length, lastAt: sender.lastAt }),
      source: 'task events',
      at: sender.lastAt,
    },
  ];
}
