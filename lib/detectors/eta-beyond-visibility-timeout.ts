import { message } from '../i18n/message';
import { observationId, type Detector, type DetectorInput } from './detector';
import { adviceOf, MAX_SINGLE } from './duplicate-expected';
import { expectedDuplicates, type Expected } from './expected-duplicates';
import { expectedEvidence } from './expected-evidence';
import type { Observation, Subject } from './finding';
import { groupedBy } from './in-flight';

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
  const workers = new Set(group.map(({ holder }) => holder.worker));
  const queues = new Set(group.map(({ task }) => task.queue).filter((queue) => queue !== null));
  return {
    id: observationId(NAME, subject),
    detector: NAME,
    severity: 'warning',
    subject,
    related: [
      ...[...workers].map((id): Subject => ({ kind: 'worker', id })),
      ...[...queues].map((id): Subject => ({ kind: 'queue', id })),
      ...group.map(({ task }): Subject => ({ kind: 'task', id: task.uuid })),
    ].slice(0, MAX_RELATED),
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
