import type { Revocation } from '../cluster/revocations';
import type { Task } from '../cluster/task';
import type { WorkerView } from '../cluster/worker';
import { message } from '../i18n/message';
import { problemOf, type Detector, type DetectorInput } from './detector';
import type { Evidence, Observation, Subject } from './finding';
import { liveHolders } from './in-flight';
import { shellWord } from './setting-text';
import { subjectsOf } from './subjects-of';

const NAME = 'revoke-forgotten';
/** The broadcast and an answer that is on its way may cross. */
const SETTLED_SECONDS = 3;
const MAX_FINDINGS = 50;

interface Forgotten {
  readonly task: Task;
  readonly revocation: Revocation;
  readonly worker: WorkerView;
  readonly how: 'holds' | 'takes';
  readonly readAt: number;
}

/** A task that was revoked, and the worker that holds or will take it does not know: it was started since. */
export const revokeForgotten: Detector = {
  name: NAME,
  confirmSeconds: 2,
  observe(input) {
    return [...input.cluster.revoked]
      .flatMap(([uuid, revocation]) => forgottenOf(input, uuid, revocation) ?? [])
      .slice(0, MAX_FINDINGS)
      .map((forgotten) => observationOf(input, forgotten));
  },
};

function forgottenOf(input: DetectorInput, uuid: string, revocation: Revocation): Forgotten | null {
  const task = input.cluster.tasks.get(uuid);
  if (task === undefined || task.deliveries.some((d) => d.outcome === null && d.startedAt !== null)) return null;
  const holders = liveHolders(input, task).flatMap(({ worker }) => input.workerOf(worker) ?? []);
  const how = holders.length > 0 ? 'holds' : 'takes';
  const isWaiting = how === 'takes' && task.state === 'SENT' && task.queue !== null;
  const workers = isWaiting ? input.consumersOf(task.queue) : holders;
  for (const worker of workers) {
    const readAt = answeredAt(input, worker, revocation);
    if (readAt !== null && !revocation.knownTo.has(worker.hostname)) return { task, revocation, worker, how, readAt };
  }
  return null;
}

/** When it told what it knows, provided that it runs since and could have heard the revoke by then. */
function answeredAt({ cluster }: DetectorInput, { hostname, status }: WorkerView, revocation: Revocation) {
  const record = cluster.workers.get(hostname);
  const readAt = record?.replies.readAt['revoked'];
  if (readAt === undefined || status === 'unknown') return null;
  const isFresh = readAt > revocation.revokedAt + SETTLED_SECONDS && readAt > (record?.onlineSeenAt ?? 0);
  return isFresh ? readAt : null;
}

function observationOf(input: DetectorInput, forgotten: Forgotten): Observation {
  const { task, revocation, worker, how } = forgotten;
  const subject: Subject = { kind: 'task', id: task.uuid };
  const eta = etaValues(input, task);
  return {
    ...problemOf(NAME, subject),
    severity: 'warning',
    related: subjectsOf({ worker: [worker.hostname], queue: [task.queue], type: [task.name] }),
    sentence: message(`findings.${NAME}.sentence`, {
      name: task.name ?? task.uuid,
      worker: worker.hostname,
      how,
      ...eta,
    }),
    evidence: evidenceOf(input, forgotten),
    advice: {
      text: message(`findings.${NAME}.advice`),
      setting:
        `celery -A your_app control revoke ${shellWord(task.uuid)}\n` +
        'celery -A your_app worker --statedb=/var/lib/celery/%n.state',
    },
    figure: null,
    since: Math.max(revocation.revokedAt, input.cluster.workers.get(worker.hostname)?.onlineSeenAt ?? 0),
  };
}

function etaValues({ now }: DetectorInput, { eta }: Task): { readonly eta: string; readonly etaAt: number } {
  return { eta: eta !== null && eta > now ? 'known' : 'none', etaAt: eta ?? 0 };
}

function evidenceOf(input: DetectorInput, forgotten: Forgotten): readonly Evidence[] {
  const { task, revocation, worker, readAt } = forgotten;
  const { revokedAt, by } = revocation;
  const onlineAt = input.cluster.workers.get(worker.hostname)?.onlineSeenAt ?? 0;
  const values = { worker: worker.hostname, by: by ?? 'celeryscope', onlineAt };
  const claim = (key: string, source: string, at: number): Evidence => ({
    claim: message(`findings.${NAME}.${key}`, { ...values, ...etaValues(input, task) }),
    source,
    at,
  });
  return [
    claim('told', by === null ? 'actions' : 'inspect revoked', revokedAt),
    ...(onlineAt > revokedAt ? [claim('online', 'worker events', onlineAt)] : []),
    claim('forgotten', 'inspect revoked', readAt),
    claim('waits', 'task events', task.updatedAt),
  ];
}
