import { message } from '../i18n/message';
import { problemOf, type Detector, type DetectorInput } from './detector';
import type { Observation, Subject } from './finding';

const NAME = 'events-lost';
/** Shown for so long after the last loss. */
const SHOWN_SECONDS = 120;
const MIN_LOST = 10;
const MAX_NAMED = 3;
const MIN_SHARE = 0.01;

/** Events did not reach us: states, counts and runs of that time may be wrong. */
export const eventsLost: Detector = {
  name: NAME,
  confirmSeconds: 0,
  observe(input) {
    return [...byCount(input), ...bySlowness(input)];
  },
};

/** Whose counters show the most losses since we watch. */
function losers({ live, lostBy, now }: DetectorInput): Observation['evidence'] {
  return live
    .map(({ hostname, pool }) => ({ hostname, pool, missed: lostBy(hostname) ?? 0 }))
    .filter(({ missed }) => missed > 0)
    .sort((a, b) => b.missed - a.missed)
    .slice(0, MAX_NAMED)
    .map(({ hostname, pool, missed }) => ({
      claim: message(`findings.${NAME}.worker`, { worker: hostname, pool: pool ?? '?', missed }),
      source: 'heartbeats, task events',
      at: now,
    }));
}

function byCount(input: DetectorInput): readonly Observation[] {
  const { losses, now } = input;
  const loss = losses.findLast(({ to }) => now - to < SHOWN_SECONDS);
  if (loss === undefined || loss.lost < MIN_LOST || loss.lost < MIN_SHARE * (loss.lost + loss.seen)) return [];
  const subject: Subject = { kind: 'cluster', id: 'events' };
  const { from, to, lost, seen } = loss;
  const values = { lost, seen, fromAt: from, toAt: to };
  return [
    {
      ...common(subject, 'counted', values, from),
      evidence: [
        { claim: message(`findings.${NAME}.counted`, values), source: 'heartbeats, task events', at: to },
        ...losers(input),
      ],
    },
  ];
}

function bySlowness({ gaps, now }: DetectorInput): readonly Observation[] {
  const gap = gaps.findLast(
    ({ reason, to }) => reason === 'slow-consumer' && (to === null || now - to < SHOWN_SECONDS),
  );
  if (gap === undefined) return [];
  const subject: Subject = { kind: 'cluster', id: 'slow-consumer' };
  const toAt = gap.to ?? now;
  const values = {
    fromAt: gap.from,
    toAt,
    lost: gap.missedAtMost ?? 0,
    known: gap.missedAtMost == null ? 'no' : 'yes',
  };
  return [
    {
      ...common(subject, 'slow', values, gap.from),
      evidence: [{ claim: message(`findings.${NAME}.slow`, values), source: 'broker', at: toAt }],
    },
  ];
}

function common(
  subject: Subject,
  how: string,
  values: Readonly<Record<string, string | number>>,
  since: number,
): Omit<Observation, 'evidence'> {
  return {
    ...problemOf(NAME, subject),
    severity: 'warning',
    related: [],
    sentence: message(`findings.${NAME}.sentence-${how}`, values),
    advice: { text: message(`findings.${NAME}.advice-${how}`), setting: null },
    figure: null,
    since,
  };
}
