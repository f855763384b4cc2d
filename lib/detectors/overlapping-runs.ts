import { argumentsKey } from '../celery/beat-schedule';
import type { Periodic } from '../cluster/periodic';
import type { Task } from '../cluster/task';
import { message } from '../i18n/message';
import { scheduleEvidence, sendersOf, surelySent } from './beat';
import { problemOf, type Detector, type DetectorInput } from './detector';
import type { Evidence, Observation, Subject } from './finding';
import { groupedBy, openRuns } from './in-flight';
import { pythonText } from './setting-text';
import { staleBeatLock } from './stale-beat-lock';
import { staleLocks } from './stale-locks';
import { subjectsOf } from './subjects-of';

const NAME = 'overlapping-runs';
const MIN_SECONDS = 2;
const MAX_RUNS = 20;
const MAX_NAMED = 4;
/** A lock lives for so many of the longest run that goes on, in whole hours. */
const LOCK_RUNS = 4;
const HOUR = 3600;

interface Run {
  readonly task: Task;
  readonly worker: string;
  readonly startedAt: number;
}

/** The same periodic task runs more than once at a time, or what is to prevent that does not let it run at all. */
export const overlappingRuns: Detector = {
  name: NAME,
  confirmSeconds: 3,
  observe(input) {
    return [...overlaps(input), ...staleLocks(input), ...staleBeatLock(input)];
  },
};

function overlaps(input: DetectorInput): readonly Observation[] {
  if (input.periodic.length === 0) return [];
  const byKey = new Map(input.periodic.map((periodic) => [keyOf(periodic.entry.task, periodic.entry.key), periodic]));
  const names = new Set(input.periodic.map(({ entry }) => entry.task));
  const runs = groupedBy(runsOf(input, names), ({ task }) =>
    keyOf(task.name ?? '', argumentsKey(task.args, task.kwargs)),
  );
  const beats = beatsOf(input.periodic);
  return [...runs].flatMap(([key, own]) => {
    const periodic = byKey.get(key);
    const sent = periodic === undefined ? [] : own.filter(({ task }) => isSentByBeat(periodic, beats, task));
    // One task that runs twice is a duplicate execution.
    const isOverlap = new Set(sent.map(({ task }) => task.uuid)).size > 1;
    return periodic === undefined || !isOverlap ? [] : [observationOf(input, periodic, sent)];
  });
}

function keyOf(task: string, key: string): string {
  return JSON.stringify([task, key]);
}

function runsOf(input: DetectorInput, names: ReadonlySet<string>): readonly Run[] {
  return input.live.flatMap((worker) =>
    openRuns(input, worker, MIN_SECONDS)
      .filter(({ task }) => names.has(task.name ?? ''))
      .map(({ task, startedAt }) => ({ task, worker: worker.hostname, startedAt })),
  );
}

/** Others may send the same task with the same arguments, at will; only beat sends it at its times. */
function isSentByBeat(periodic: Periodic, beats: ReadonlySet<string>, { uuid, client, parentId }: Task): boolean {
  if (parentId !== null) return false;
  const every = periodic.entry.everySeconds;
  // Its times can't be told: then it is who is seen to send another entry at its own.
  if (every === null) return client !== null && beats.has(client);
  return sendersOf(periodic).some(
    (sender) =>
      (client !== null && sender.client === client) || surelySent(sender, every).some((fire) => fire.uuid === uuid),
  );
}

function beatsOf(periodic: readonly Periodic[]): ReadonlySet<string> {
  return new Set(periodic.flatMap(sendersOf).flatMap(({ client }) => client ?? []));
}

function observationOf(input: DetectorInput, periodic: Periodic, all: readonly Run[]): Observation {
  const { entry } = periodic;
  const subject: Subject = { kind: 'type', id: entry.task };
  const runs = [...all].sort((a, b) => a.startedAt - b.startedAt);
  const [first, second] = runs;
  const values = {
    name: entry.name,
    task: entry.task,
    count: runs.length,
    every: entry.everySeconds === null ? 'unknown' : 'known',
    everySeconds: entry.everySeconds ?? 0,
    firstAt: first?.startedAt ?? 0,
  };
  const claimed = runs.slice(0, MAX_NAMED).map((run): Evidence => ({
    claim: message(`findings.${NAME}.run`, {
      uuid: run.task.uuid,
      worker: run.worker,
      startedAt: run.startedAt,
      runsSeconds: input.now - run.startedAt,
    }),
    source: 'task events',
    at: run.startedAt,
  }));
  return {
    ...problemOf(NAME, subject, entry.name),
    severity: periodic.source === 'seen' ? 'notice' : 'warning',
    related: subjectsOf({
      worker: runs.map(({ worker: hostname }) => hostname),
      task: runs.slice(0, MAX_RUNS).map(({ task }) => task.uuid),
    }),
    sentence: message(`findings.${NAME}.sentence`, values),
    evidence: [scheduleEvidence(NAME, periodic, values), ...claimed],
    advice: {
      text: message(`findings.${NAME}.advice`),
      setting: lockText(entry.name, input.now - (first?.startedAt ?? input.now)),
    },
    figure: null,
    since: second?.startedAt ?? input.now,
  };
}

/** A lock that is not given back when the run ends would keep every later one from running until its timeout. */
function lockText(entry: string, runsSeconds: number): string {
  const timeout = HOUR * Math.ceil((LOCK_RUNS * Math.max(1, runsSeconds)) / HOUR);
  return [
    'from redis.exceptions import LockError',
    '',
    `lock = redis_client.lock(${pythonText(`beat:${entry}`)}, timeout=${timeout})  # longer than any run`,
    'if not lock.acquire(blocking=False):',
    '    return  # another run goes on',
    'try:',
    '    work()',
    'finally:',
    '    try:',
    '        lock.release()',
    '    except LockError:',
    '        pass  # it ran longer than the timeout: the lock is not its own any more',
  ].join('\n');
}
