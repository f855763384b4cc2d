import { rateOf } from '../celery/rate-limit';
import type { WorkerView } from '../cluster/worker';
import { message } from '../i18n/message';
import { routeTo } from './advised-setting';
import { problemOf, type Detector, type DetectorInput } from './detector';
import type { Advice, Evidence, Observation, Subject } from './finding';
import { gatherEvidence } from './gather-evidence';
import { groupedBy } from './in-flight';
import { shellWord } from './setting-text';
import { subjectsOf } from './subjects-of';

const NAME = 'rate-limited';
/** A list read longer ago says nothing of now; one that was read before the task came says nothing of it. */
const FRESH_SECONDS = 15;
const SETTLED_SECONDS = 2;
/** A limit is meant to make tasks wait: this long is worth a word. */
const SLOW_SECONDS = 300;
/** One an hour makes each of them wait long, and is meant to. */
const MIN_SLOW = 5;
const MAX_RELATED = 50;

interface Limited {
  readonly worker: WorkerView;
  readonly name: string;
  readonly rate: string;
  readonly uuids: readonly string[];
  readonly readAt: number;
  readonly drainSeconds: number;
  /** The queue from which nothing more gets in; null when others do. */
  readonly blocked: { readonly queue: string; readonly ready: number; readonly at: number } | null;
}

/** Tasks that wait for their rate limit, for long or so many of them that their worker takes nothing else. */
export const rateLimited: Detector = {
  name: NAME,
  confirmSeconds: 10,
  closeSeconds: 20,
  observe(input) {
    return input.live.flatMap((worker) => limitedOn(input, worker)).map((limited) => observationOf(input, limited));
  },
};

function limitedOn(input: DetectorInput, worker: WorkerView): readonly Limited[] {
  const { cluster, now } = input;
  const replies = cluster.workers.get(worker.hostname)?.replies;
  const { reservedTasks, activeTasks, rateLimits, readAt } = replies ?? {};
  if (reservedTasks == null || activeTasks == null || rateLimits == null) return [];
  // Most workers know no limit, and this is asked of each of them every second.
  if (Object.keys(rateLimits).length === 0) return [];
  const listedAt = Math.min(readAt?.['reserved'] ?? 0, readAt?.['active'] ?? 0);
  if (worker.status === 'unknown' || now - listedAt > FRESH_SECONDS) return [];
  const listed = new Set([...reservedTasks, ...activeTasks].map(({ uuid }) => uuid));
  const waiting = [...(cluster.held.get(worker.hostname)?.reserved.keys() ?? [])].flatMap((uuid) => {
    const task = cluster.tasks.get(uuid);
    const name = task?.name ?? null;
    if (task === undefined || name === null || !Object.hasOwn(rateLimits, name) || listed.has(uuid)) return [];
    const since = Math.max(task.receivedAt ?? now, task.eta ?? 0, task.firstSeenAt);
    return since < listedAt - SETTLED_SECONDS ? [{ uuid, name }] : [];
  });
  const blocked = waiting.length === 0 ? null : blockedQueue(input, worker);
  return [...groupedBy(waiting, ({ name }) => name)].flatMap(([name, tasks]) => {
    const rate = rateLimits[name] ?? '';
    const perSecond = rateOf(rate);
    if (perSecond === null) return [];
    const drainSeconds = tasks.length / perSecond;
    if (blocked === null && (drainSeconds < SLOW_SECONDS || tasks.length < MIN_SLOW)) return [];
    return [{ worker, name, rate, uuids: tasks.map(({ uuid }) => uuid), readAt: listedAt, drainSeconds, blocked }];
  });
}

// It holds all that it may hold, a slot is free, and messages wait.
function blockedQueue(input: DetectorInput, worker: WorkerView): Limited['blocked'] {
  const { active, reserved, scheduled, prefetchCount, concurrency } = worker;
  if (active === null || reserved === null || concurrency === null || active >= concurrency) return null;
  // An early acknowledged task that runs no longer counts against the prefetch.
  if (!prefetchCount || reserved + (scheduled ?? 0) < prefetchCount) return null;
  for (const queue of worker.queues ?? []) {
    const ready = input.ready(queue);
    if (ready !== null && ready.count > 0) return { queue, ready: ready.count, at: ready.at };
  }
  return null;
}

function observationOf(input: DetectorInput, limited: Limited): Observation {
  const { worker, name, rate, uuids, drainSeconds, blocked } = limited;
  const subject: Subject = { kind: 'type', id: name };
  const values = {
    name,
    worker: worker.hostname,
    rate,
    held: uuids.length,
    drainSeconds,
    how: blocked === null ? 'slow' : 'blocks',
    free: Math.max(0, (worker.concurrency ?? 0) - (worker.active ?? 0)),
  };
  return {
    // The same type may wait on several workers.
    ...problemOf(NAME, subject, worker.hostname),
    severity: blocked === null ? 'notice' : 'warning',
    related: subjectsOf({
      worker: [worker.hostname],
      queue: [blocked?.queue],
      task: uuids.slice(0, MAX_RELATED),
    }),
    sentence: message(`findings.${NAME}.sentence`, values),
    evidence: evidenceOf(input, limited),
    advice: adviceOf(limited),
    figure: null,
    since: input.now,
  };
}

function evidenceOf(
  input: DetectorInput,
  { worker, name, rate, uuids, readAt, blocked }: Limited,
): readonly Evidence[] {
  const { hostname, active, reserved, scheduled, prefetchCount, concurrency } = worker;
  const at: Readonly<Record<string, number>> = input.cluster.workers.get(hostname)?.replies.readAt ?? {};
  const { evidence, claim } = gatherEvidence(NAME);
  claim('limit', { worker: hostname, rate, name }, 'inspect registered', at['registered'] ?? readAt);
  claim('held', { held: uuids.length }, 'task events, inspect', readAt);
  if (blocked === null) return evidence;
  const all = (reserved ?? 0) + (scheduled ?? 0);
  const full = { all, prefetch: prefetchCount ?? 0, running: active ?? 0, slots: concurrency ?? 0 };
  claim('full', full, 'task events, inspect stats', at['stats'] ?? readAt);
  claim('ready', { queue: blocked.queue, ready: blocked.ready }, 'queue length', blocked.at);
  return evidence;
}

function adviceOf({ worker, name, rate, blocked }: Limited): Advice {
  if (blocked !== null) {
    const setting = routeTo(name, `${blocked.queue}_limited`);
    return { text: message(`findings.${NAME}.advice-blocks`), setting };
  }
  const twice = rate.replace(/^[\d.]+/, (count) => String(2 * Number(count)));
  const command = `celery -A your_app control -d ${shellWord(worker.hostname)} rate_limit ${shellWord(name)} ${twice}`;
  return { text: message(`findings.${NAME}.advice-slow`), setting: command };
}
