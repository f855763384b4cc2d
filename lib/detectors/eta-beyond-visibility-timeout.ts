import { message } from '../i18n/message';
import { problemOf, type Detector, type DetectorInput } from './detector';
import { adviceOf, MAX_SINGLE } from './duplicate-expected';
import { expectedDuplicates, type Expected } from './expected-duplicates';
import { expectedEvidence } from './expected-evidence';
import type { Observation, Subject } from './finding';
import { groupedBy } from './in-flight';
import { subjectsOf } from './subjects-of';

const NAME = 'eta-beyond-visibility-timeout';
const MAX_RELATED = 200;

/** Many tasks of one type that wait for an eta beyond the visibility timeout; few are `duplicate-expected` each. */
export const etaBeyondVisibilityTimeout: Detector = {
  name: NAME,
  confirmSeconds: 2,
  observe(input) {
    const waiting = expectedDuplicates(input).filter(({ because, task }) => because === 'eta' && task.name !== null);
    return [...groupedBy(waiting, ({ task }) => task.name ?? '')]
      .filter(([, group]) => group.length > MAX_SINGLE)
      .flatMap(([name, group]) => observationOf(input, name, group) ?? []);
  },
};

function observationOf(input: DetectorInput, name: string, group: readonly Expected[]): Observation | null {
  const [first] = group;
  if (first === undefined) return null;
  const soonest = group.reduce((a, b) => (b.dueAt < a.dueAt ? b : a), first);
  const latest = group.reduce((a, b) => (b.etaAt > a.etaAt ? b : a), first);
  const subject: Subject = { kind: 'type', id: name };
  return {
    ...problemOf(NAME, subject),
    severity: 'warning',
    related: subjectsOf({
      worker: group.map(({ holder }) => holder.worker),
      queue: group.map(({ task }) => task.queue),
      task: group.map(({ task }) => task.uuid),
    }).slice(0, MAX_RELATED),
    sentence: message(`findings.${NAME}.sentence`, {
      name,
      count: group.length,
      timeoutSeconds: soonest.timeoutSeconds,
      dueAt: soonest.dueAt,
      etaAt: latest.etaAt,
      broker: input.brokerKind === 'amqp' ? 'amqp' : 'redis',
    }),
    evidence: expectedEvidence(input, latest),
    advice: adviceOf(input, latest),
    figure: null,
    since: soonest.deliveredAt,
  };
}
