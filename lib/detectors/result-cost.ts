import type { ResultsSight } from '../cluster/results-log';
import { message } from '../i18n/message';
import { problemOf, type Detector } from './detector';
import type { Evidence, Observation, Subject } from './finding';

const NAME = 'result-cost';
const MIB = 1024 * 1024;
const MIN_SAMPLE = 20;
const MIN_FOREVER = 100;
const MANY_FOREVER = 10_000;
const FOREVER_SHARE = 0.5;
const LARGE_MIB = 100;
const MAX_RELATED = 5;

type Values = Readonly<Record<string, string | number>>;

/**
 * Results that stay for ever. Whether one was read can't be told: who waits for it is sent the value and never reads its
 * key.
 */
export const resultCost: Detector = {
  name: NAME,
  confirmSeconds: 0,
  closeSeconds: 15,
  observe(input) {
    const { results } = input;
    if (results === null || results.reading.sample.length < MIN_SAMPLE) return [];
    const { sample } = results.reading;
    const forever = sample.filter(({ expiresInSeconds }) => expiresInSeconds === null);
    const share = forever.length / sample.length;
    if (share < FOREVER_SHARE || estimateOf(results).count * share < MIN_FOREVER) return [];
    return [observationOf(results, forever.length)];
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

function observationOf(results: ResultsSight, count: number): Observation {
  const { reading, types } = results;
  const sampled = reading.sample.length;
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
    severity: isMuch ? 'warning' : 'notice',
    related: types.slice(0, MAX_RELATED).map(([id]) => ({ kind: 'type', id })),
    sentence: message(`findings.${NAME}.sentence`, values),
    evidence: [
      claim('keys', counted, 'SCAN, DBSIZE'),
      claim('expiry', values, 'PTTL'),
      ...(estimate.bytes === null ? [] : [claim('size', values, 'MEMORY USAGE')]),
      ...(types.length === 0 ? [] : [claim('types', values, 'task events')]),
    ],
    advice: { text: message(`findings.${NAME}.advice`), setting: 'result_expires = 3600' },
    figure: null,
    since: reading.at,
  };
}
