import type { ResultSample, ResultsSight } from '../cluster/results-log';
import { message } from '../i18n/message';
import { problemOf, type Detector, type DetectorInput } from './detector';
import type { Advice, Evidence, Observation, Subject } from './finding';
import { pythonText } from './setting-text';

const NAME = 'result-cost';
const MIB = 1024 * 1024;
const MIN_SAMPLE = 20;
const MIN_FOREVER = 100;
const MANY_FOREVER = 10_000;
const FOREVER_SHARE = 0.5;
const LARGE_MIB = 100;
const UNREAD_SHARE = 0.9;
/** One that was written a moment ago could not be read yet. */
const MIN_AGE_SECONDS = 600;
/** The server counts idle time in steps of some seconds. */
const IDLE_SLACK_SECONDS = 30;
const DEFAULT_EXPIRES = 86_400;
const MAX_RELATED = 5;

type Values = Readonly<Record<string, string | number>>;

/** Results that stay for ever, or that are many and never read. */
export const resultCost: Detector = {
  name: NAME,
  confirmSeconds: 0,
  closeSeconds: 15,
  observe(input) {
    const { results } = input;
    if (results === null || results.reading.sample.length < MIN_SAMPLE) return [];
    const { sample } = results.reading;
    const forever = sample.filter(({ expiresInSeconds }) => expiresInSeconds === null);
    const { count, mib } = estimateOf(results);
    if (forever.length >= FOREVER_SHARE * sample.length && count * (forever.length / sample.length) >= MIN_FOREVER)
      return [observationOf(results, 'forever', forever.length, sample.length)];
    const aged = sample.flatMap((one) => ageOf(input, one) ?? []);
    const unread = aged.filter(({ isUnread }) => isUnread);
    const isCostly = mib >= LARGE_MIB && aged.length >= MIN_SAMPLE && unread.length >= UNREAD_SHARE * aged.length;
    return isCostly ? [observationOf(results, 'unread', unread.length, aged.length)] : [];
  },
};

/** Results in all of the database, by the share of the keys looked at, and what they take by those measured. */
function estimateOf({ reading }: ResultsSight): { count: number; mib: number; bytes: number | null } {
  const { keys, looked, results, sample } = reading;
  const count = looked === 0 ? 0 : Math.round(results * Math.max(1, keys / looked));
  const sizes = sample.flatMap(({ bytes }) => bytes ?? []);
  if (sizes.length === 0) return { count, mib: 0, bytes: null };
  const bytes = sizes.reduce((sum, each) => sum + each, 0) / sizes.length;
  return { count, mib: Math.round((count * bytes) / MIB), bytes: Math.round(bytes) };
}

// The rest of its life tells its age: when it was idle for all of that, nobody read it.
function ageOf(input: DetectorInput, { expiresInSeconds, idleSeconds }: ResultSample) {
  if (expiresInSeconds === null || idleSeconds === null) return null;
  const age = expiresOf(input) - expiresInSeconds;
  return age < MIN_AGE_SECONDS ? null : { isUnread: idleSeconds > age - IDLE_SLACK_SECONDS };
}

function expiresOf({ live, cluster }: DetectorInput): number {
  for (const { hostname } of live) {
    const told = cluster.workers.get(hostname)?.replies.conf?.['result_expires'];
    if (typeof told === 'number' && told > 0) return told;
    const days = typeof told === 'string' ? /^(\d+) days?, 0:00:00$/.exec(told)?.[1] : undefined;
    if (days !== undefined) return Number(days) * 86_400;
  }
  return DEFAULT_EXPIRES;
}

function observationOf(results: ResultsSight, how: 'forever' | 'unread', count: number, sampled: number): Observation {
  const { reading, types } = results;
  const estimate = estimateOf(results);
  const isMuch = estimate.count >= MANY_FOREVER || estimate.mib >= LARGE_MIB;
  const subject: Subject = { kind: 'cluster', id: 'results' };
  const values: Values = {
    results: estimate.count,
    mib: estimate.mib,
    share: Math.round((100 * count) / sampled),
    count,
    sampled,
    bytes: estimate.bytes ?? 0,
    looked: reading.looked,
    keys: reading.keys,
    names: types
      .slice(0, 3)
      .map(([name]) => name)
      .join(', '),
  };
  const counted = { ...values, results: reading.results };
  const claim = (key: string, told: Values, source: string): Evidence => ({
    claim: message(`findings.${NAME}.${key}`, told),
    source,
    at: reading.at,
  });
  return {
    ...problemOf(NAME, subject),
    severity: how === 'forever' && isMuch ? 'warning' : 'notice',
    related: types.slice(0, MAX_RELATED).map(([id]) => ({ kind: 'type', id })),
    sentence: message(`findings.${NAME}.sentence-${how}`, values),
    evidence: [
      claim('keys', counted, 'SCAN, DBSIZE'),
      how === 'forever' ? claim('expiry', values, 'PTTL') : claim('idle', values, 'PTTL, OBJECT IDLETIME'),
      ...(estimate.bytes === null ? [] : [claim('size', values, 'MEMORY USAGE')]),
      ...(types.length === 0 ? [] : [claim('types', values, 'task events')]),
    ],
    advice: adviceOf(how, types[0]?.[0] ?? null),
    figure: null,
    since: reading.at,
  };
}

function adviceOf(how: 'forever' | 'unread', type: string | null): Advice {
  const ignore = `task_annotations = {${pythonText(type ?? 'your.task')}: {"ignore_result": True}}`;
  return {
    text: message(`findings.${NAME}.advice-${how}`),
    setting: how === 'forever' ? 'result_expires = 3600' : ignore,
  };
}
