import type { BeatLockSight } from '../cluster/locks';
import { message } from '../i18n/message';
import { problemOf, type DetectorInput } from './detector';
import type { Evidence, Observation, Subject } from './finding';
import { shellWord } from './setting-text';

const NAME = 'overlapping-runs';
const LATE_SECONDS = 45;
/** Without `beat_max_loop_interval` a beat may sleep for five minutes, and sees what is added meanwhile only then. */
const LONGEST_SLEEP_SECONDS = 330;

/** redbeat's lock that nobody extends any more: no beat sends, and the next one waits until it expires. */
export function staleBeatLock(input: DetectorInput): readonly Observation[] {
  const beat = input.locks?.beat ?? null;
  const at = input.locks?.at ?? input.now;
  if (beat === null) return [];
  const late = beat.entries.find((entry) => isLate(beat, entry, at));
  return late === undefined ? [] : [observationOf(beat, late, at)];
}

type Entry = BeatLockSight['entries'][number];

/** Due, and beat knew of it when it last went through its schedule; or asleep for longer than it may. */
function isLate({ movedAt, unmovedSince }: BeatLockSight, { dueAt, seenAt }: Entry, at: number): boolean {
  const unmoved = at - unmovedSince;
  if (at - dueAt < LATE_SECONDS || unmoved < LATE_SECONDS) return false;
  return (movedAt !== null && movedAt >= seenAt) || unmoved >= LONGEST_SLEEP_SECONDS;
}

function observationOf(beat: BeatLockSight, entry: Entry, at: number): Observation {
  const { key, db, expiresAt, unmovedSince, entries } = beat;
  const subject: Subject = { kind: 'cluster', id: 'beat' };
  const values = {
    key,
    db,
    entry: entry.key,
    dueAt: entry.dueAt,
    late: entries.filter(({ dueAt }) => at - dueAt >= LATE_SECONDS).length,
    ends: expiresAt === null ? 'never' : 'at',
    expiresAt: expiresAt ?? 0,
    sinceAt: unmovedSince,
  };
  const claim = (what: string, source: string): Evidence => ({
    claim: message(`findings.${NAME}.${what}`, values),
    source,
    at,
  });
  return {
    ...problemOf(NAME, subject, 'lock'),
    severity: 'critical',
    related: [],
    sentence: message(`findings.${NAME}.sentence-beat-lock`, values),
    evidence: [claim('beat-lock', 'GETRANGE, PTTL'), claim('beat-late', 'ZRANGEBYSCORE')],
    advice: {
      text: message(`findings.${NAME}.advice-beat-lock`, values),
      setting: `redis-cli -n ${db} DEL ${shellWord(key)}\nbeat_max_loop_interval = 10\nredbeat_lock_timeout = 60`,
    },
    figure: null,
    since: entry.dueAt,
  };
}
