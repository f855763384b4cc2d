import type { Periodic } from '../cluster/periodic';
import type { Task } from '../cluster/task';
import { message } from '../i18n/message';
import { scheduleEvidence, sendersOf } from './beat';
import { problemOf, type Detector, type DetectorInput } from './detector';
import type { Advice, Evidence, Observation, Subject } from './finding';
import { gatherEvidence } from './gather-evidence';
import { pythonText } from './setting-text';
import { subjectsOf } from './subjects-of';

const NAME = 'periodic-pileup';
const MIN_WAITING = 3;
const MIN_SECONDS = 15;
const MAX_RELATED = 50;

interface Pile {
  readonly periodic: Periodic;
  readonly everySeconds: number;
  /** The longest waiting first. */
  readonly tasks: readonly Task[];
  readonly oldestAt: number;
}

/** Several messages of the same periodic task wait: beat sends more than is run. */
export const periodicPileup: Detector = {
  name: NAME,
  confirmSeconds: 5,
  closeSeconds: 10,
  observe(input) {
    return input.periodic
      .flatMap((periodic) => pileOf(input, periodic) ?? [])
      .map((pile) => observationOf(input, pile));
  },
};

function pileOf(input: DetectorInput, periodic: Periodic): Pile | null {
  const { everySeconds } = periodic.entry;
  if (everySeconds === null) return null;
  const fires = sendersOf(periodic)
    .flatMap((sender) => sender.fires)
    .sort((a, b) => a.at - b.at);
  const waiting = fires.flatMap(({ uuid, at }) => {
    const task = input.cluster.tasks.get(uuid);
    return task !== undefined && isWaiting(input, task) ? [{ task, at }] : [];
  });
  const oldestAt = waiting[0]?.at ?? input.now;
  const isPile = waiting.length >= MIN_WAITING && input.now - oldestAt > Math.max(MIN_SECONDS, 2 * everySeconds);
  return isPile ? { periodic, everySeconds, tasks: waiting.map(({ task }) => task), oldestAt } : null;
}

function isWaiting({ now }: DetectorInput, { state, eta, expires }: Task): boolean {
  if (eta !== null && eta > now) return false;
  return (state === 'SENT' || state === 'RECEIVED') && (expires === null || expires > now);
}

function observationOf(input: DetectorInput, pile: Pile): Observation {
  const { periodic, everySeconds, tasks, oldestAt } = pile;
  const { entry } = periodic;
  const subject: Subject = { kind: 'type', id: entry.task };
  const queues = [...new Set(tasks.flatMap(({ queue }) => queue ?? []))];
  return {
    ...problemOf(NAME, subject, entry.name),
    severity: periodic.source === 'seen' ? 'notice' : 'warning',
    related: subjectsOf({ queue: queues, task: tasks.slice(0, MAX_RELATED).map(({ uuid }) => uuid) }),
    sentence: message(`findings.${NAME}.sentence`, {
      name: entry.name,
      task: entry.task,
      everySeconds,
      waiting: tasks.length,
      oldestSeconds: input.now - oldestAt,
      expires: entry.expires ? 'yes' : 'no',
    }),
    evidence: evidenceOf(input, pile, queues),
    advice: adviceOf(pile),
    figure: null,
    since: oldestAt,
  };
}

function evidenceOf(input: DetectorInput, pile: Pile, queues: readonly string[]): readonly Evidence[] {
  const { periodic, everySeconds, tasks, oldestAt } = pile;
  const { entry } = periodic;
  const usual = input.usual(entry.task);
  const { evidence, claim } = gatherEvidence(NAME);
  const sent = tasks.filter(({ state }) => state === 'SENT').length;
  claim('waiting', { sent, received: tasks.length - sent, oldestAt }, 'task events', input.now);
  for (const queue of queues.slice(0, 2)) {
    const ready = input.ready(queue);
    if (ready !== null) claim('ready', { queue, ready: ready.count }, 'queue length', ready.at);
  }
  if (usual !== null) claim('usual', { ...usual }, 'task events', input.now);
  const schedule = { everySeconds, expires: entry.expires ? 'yes' : 'no' };
  return [scheduleEvidence(NAME, periodic, schedule), ...evidence];
}

function adviceOf({ periodic: { entry, source }, everySeconds }: Pile): Advice {
  if (entry.expires) return { text: message(`findings.${NAME}.advice-expires`), setting: null };
  const seconds = Math.ceil(everySeconds);
  const setting = {
    conf: `beat_schedule[${pythonText(entry.name)}]["options"] = {"expires": ${seconds}}`,
    redbeat: `RedBeatSchedulerEntry(${pythonText(entry.name)}, …, options={"expires": ${seconds}}).save()`,
    // Where it is django-celery-beat that sends it.
    seen: `PeriodicTask.objects.filter(task=${pythonText(entry.task)}).update(expire_seconds=${seconds})`,
  }[source];
  return { text: message(`findings.${NAME}.advice`), setting };
}
