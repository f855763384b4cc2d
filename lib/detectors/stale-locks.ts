import type { LockSight, LocksSight } from '../cluster/locks';
import { message } from '../i18n/message';
import { problemOf, type DetectorInput } from './detector';
import type { Evidence, Observation, Subject } from './finding';
import { shellWord } from './setting-text';
import { subjectsOf } from './subjects-of';

const NAME = 'overlapping-runs';
/** Whoever ends deletes its lock a moment later. */
const IDLE_SECONDS = 15;
const MAX_FINDINGS = 20;
const LONGEST_SECONDS = 3600;

/** Locks of celery-once and celery-singleton that outlived what they guard: their task is not sent any more. */
export function staleLocks(input: DetectorInput): readonly Observation[] {
  const { locks, now } = input;
  if (locks === null) return [];
  return locks.locks
    .filter(({ idleSince }) => idleSince !== null && now - idleSince >= IDLE_SECONDS)
    .slice(0, MAX_FINDINGS)
    .map((lock) => observationOf(input, locks, lock));
}

function observationOf(input: DetectorInput, { at }: LocksSight, lock: LockSight): Observation {
  const { kind, key, db, name, task, expiresAt, idleSince, since } = lock;
  const subject: Subject = name === null ? { kind: 'task', id: lock.value } : { kind: 'type', id: name };
  const values = {
    name: name ?? '?',
    known: name === null ? 'no' : 'yes',
    key,
    db,
    package: kind === 'once' ? 'celery-once' : 'celery-singleton',
    ends: expiresAt === null ? 'never' : 'at',
    expiresAt: expiresAt ?? 0,
    idleSince: idleSince ?? at,
    sinceAt: since,
    uuid: task?.uuid ?? lock.value,
    state: task?.state ?? 'unknown',
  };
  const claim = (what: string, source: string): Evidence => ({
    claim: message(`findings.${NAME}.${what}`, values),
    source,
    at,
  });
  return {
    ...problemOf(NAME, subject, `lock ${db} ${key}`),
    severity: 'warning',
    related: subjectsOf({ task: kind === 'singleton' ? [values.uuid] : [] }),
    sentence: message(`findings.${NAME}.sentence-${kind}`, values),
    evidence: [
      claim('lock-there', 'GETRANGE, PTTL'),
      claim(`lock-idle-${kind}`, input.brokerKind === 'redis' ? 'queues, unacked, inspect' : 'queue lengths, inspect'),
      ...(task === null ? [] : [claim('lock-task', 'task events')]),
    ],
    advice: { text: message(`findings.${NAME}.advice-${kind}`, values), setting: settingOf(input, lock) },
    figure: null,
    since: idleSince ?? since,
  };
}

/** How it is freed now, and what frees it by itself: after the longest run that is usual. */
function settingOf({ usual }: DetectorInput, { kind, key, db, name }: LockSight): string {
  const runs = name === null ? null : usual(name);
  const seconds = runs === null ? LONGEST_SECONDS : Math.max(60, Math.ceil(runs.everSeconds * 2));
  const shorter =
    kind === 'once'
      ? `@app.task(base=QueueOnce, once={"timeout": ${seconds}})`
      : `@app.task(base=Singleton, lock_expiry=${seconds})`;
  return `redis-cli -n ${db} DEL ${shellWord(key)}\n${shorter}`;
}
