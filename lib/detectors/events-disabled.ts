import type { WorkerView } from '../cluster/worker';
import { message } from '../i18n/message';
import { problemOf, type Detector, type DetectorInput } from './detector';
import type { Observation, Subject } from './finding';
import { shellWord } from './setting-text';

const NAME = 'events-disabled';
/** More are told together. */
const MAX_SINGLE = 5;
const MAX_RELATED = 100;

/** Workers that work without telling: no `task-*` event comes from them. */
export const eventsDisabled: Detector = {
  name: NAME,
  confirmSeconds: 5,
  observe(input) {
    const silent = input.live.filter(({ taskEvents }) => taskEvents === false);
    if (silent.length > MAX_SINGLE) return [observationOf(input, { kind: 'cluster', id: 'events' }, silent)];
    return silent.map((worker) => observationOf(input, { kind: 'worker', id: worker.hostname }, [worker]));
  },
};

function observationOf({ now, live }: DetectorInput, subject: Subject, silent: readonly WorkerView[]): Observation {
  const [first] = silent;
  const worker = first?.hostname ?? '';
  const isAll = silent.length === live.length;
  const destination = isAll
    ? ''
    : ` -d ${silent
        .slice(0, 20)
        .map(({ hostname }) => shellWord(hostname))
        .join(',')}`;
  return {
    ...problemOf(NAME, subject),
    severity: 'warning',
    related: silent
      .filter(({ hostname }) => subject.kind !== 'worker' || hostname !== subject.id)
      .slice(0, MAX_RELATED)
      .map(({ hostname }) => ({ kind: 'worker', id: hostname })),
    sentence:
      silent.length === 1 && first?.taskEventsOffAt !== undefined
        ? message(`findings.${NAME}.sentence-told`, { worker })
        : message(`findings.${NAME}.sentence`, { worker, count: silent.length, all: isAll ? 'yes' : 'no' }),
    evidence: silent.slice(0, 3).map((one) => evidenceOf(one, now)),
    advice: {
      text: message(`findings.${NAME}.advice`),
      setting: `celery -A your_app control${destination} enable_events\nworker_send_task_events = True`,
    },
    figure: null,
    since: first?.taskEventsOffAt ?? first?.firstSeenAt ?? now,
  };
}

function evidenceOf(worker: WorkerView, now: number): Observation['evidence'][number] {
  const { hostname, processed, taskEventsOffAt, lastHeartbeatAt, lastReplyAt } = worker;
  if (taskEventsOffAt !== undefined)
    return {
      claim: message(`findings.${NAME}.told`, { worker: hostname }),
      source: 'disable_events',
      at: taskEventsOffAt,
    };
  return {
    claim: message(`findings.${NAME}.works`, { worker: hostname, processed: processed ?? 0 }),
    source: lastHeartbeatAt === null ? 'inspect stats' : 'worker events',
    at: lastHeartbeatAt ?? lastReplyAt ?? now,
  };
}
