import type { Periodic } from '../cluster/periodic';
import { message } from '../i18n/message';
import { scheduleEvidence, sendersOf, type Sender } from './beat';
import { problemOf, type Detector, type DetectorInput } from './detector';
import type { Evidence, Observation, Subject } from './finding';
import { subjectsOf } from './subjects-of';

const NAME = 'periodic-doubled';
const MAX_NAMED = 3;
const MAX_RELATED = 100;

interface Doubled {
  readonly periodic: Periodic;
  readonly everySeconds: number;
  readonly senders: readonly Sender[];
}

/** Two processes that send the same entries at the same pace: two beats. */
export const periodicDoubled: Detector = {
  name: NAME,
  confirmSeconds: 0,
  closeSeconds: 10,
  observe(input) {
    const doubled = input.periodic.flatMap((periodic) => doubledOf(input, periodic) ?? []);
    // Several machines may each send the same at the same pace on purpose; but not two entries of one schedule.
    const isSure = doubled.length > 1 || doubled.some(({ periodic }) => periodic.source !== 'seen');
    return isSure ? [observationOf(input, doubled)] : [];
  },
};

function doubledOf({ now }: DetectorInput, periodic: Periodic): Doubled | null {
  const { everySeconds } = periodic.entry;
  if (everySeconds === null) return null;
  const active = sendersOf(periodic).filter(
    ({ client, lastAt }) => client !== null && now - lastAt < 1.5 * everySeconds + 2,
  );
  const senders = active.filter((one) => active.some((other) => one !== other && isBeside(one, other)));
  return senders.length < 2 ? null : { periodic, everySeconds, senders };
}

/** Each sent it in its turn: one that replaced the other sent its second when that had sent its last. */
function isBeside(one: Sender, other: Sender): boolean {
  const sentAfter = (a: Sender, b: Sender): boolean => a.lastAt > (b.fires[1]?.at ?? Infinity);
  return sentAfter(one, other) && sentAfter(other, one);
}

function observationOf(input: DetectorInput, doubled: readonly Doubled[]): Observation {
  const subject: Subject = { kind: 'cluster', id: 'beat' };
  const clients = [...new Set(doubled.flatMap(({ senders }) => senders.map(({ client }) => client ?? '')))].sort();
  const [first] = doubled;
  const values = {
    name: first?.periodic.entry.name ?? '',
    everySeconds: first?.everySeconds ?? 0,
    count: doubled.length,
    beats: clients.length,
    one: clients[0] ?? '',
    other: clients[1] ?? '',
  };
  const begins = doubled.flatMap(({ senders }) => senders.map(({ fires }) => fires[0]?.at ?? input.now));
  return {
    ...problemOf(NAME, subject),
    severity: doubled.every(({ periodic }) => periodic.source === 'seen') ? 'notice' : 'critical',
    related: subjectsOf({ type: doubled.map(({ periodic: { entry } }) => entry.task) }).slice(0, MAX_RELATED),
    sentence: message(`findings.${NAME}.sentence`, values),
    evidence: doubled.slice(0, MAX_NAMED).flatMap(evidenceOf),
    advice: {
      text: message(`findings.${NAME}.advice`),
      setting: 'beat_scheduler = "redbeat.RedBeatScheduler"',
    },
    figure: null,
    since: Math.max(...begins),
  };
}

function evidenceOf({ periodic, everySeconds, senders }: Doubled): readonly Evidence[] {
  const { entry } = periodic;
  return [
    scheduleEvidence(NAME, periodic, { everySeconds }),
    ...senders.map(({ client, fires, lastAt }) => ({
      claim: message(`findings.${NAME}.sender`, {
        client: client ?? '?',
        name: entry.name,
        times: fires.length,
        fromAt: fires[0]?.at ?? lastAt,
        lastAt,
      }),
      source: 'task-sent events',
      at: lastAt,
    })),
  ];
}
