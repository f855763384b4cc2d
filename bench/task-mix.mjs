import { randomUUID } from 'node:crypto';

const PARTS = ['mail', 'media', 'payments', 'stock', 'search', 'billing', 'reports', 'crm', 'feeds', 'audit'];
const ERRORS = [
  ['PaymentRefused', "PaymentRefused('card declined by issuer (code 51)')"],
  ['TimeoutError', "TimeoutError('no answer from inventory within 30 s')"],
  ['ValueError', 'ValueError("could not convert string to float: \'n/a\'")'],
];
const TRACEBACK = [
  'Traceback (most recent call last):',
  ...Array.from(
    { length: 12 },
    (_, n) =>
      `  File "/app/shop/layer_${n}/module_${n}.py", line ${100 + n}, in step_${n}\n    return next_step_${n}(order, retries=${n})`,
  ),
  'shop.errors.PaymentRefused: card declined by issuer (code 51)',
].join('\n');

/**
 * Tasks as a day of a real deployment leaves them, as the store is given them: a few types run often and most seldom,
 * 3 % fail with a traceback of twelve frames, some are retried, revoked or run twice, the newest are not done.
 * @param {{ seed: number, types: number, queues: number, workers: number }} shape
 */
export function createTaskMix({ seed, types, queues, workers }) {
  let state = seed;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  // Cubed, so that one type in ten has half of the runs.
  const often = (count) => Math.floor(random() ** 3 * count);
  const nameOf = (n) => `shop.${PARTS[n % PARTS.length]}.task_${n}`;
  const queueOf = (type) => (queues === 1 ? 'celery' : `${PARTS[type % PARTS.length]}-${type % queues}`);
  let root = null;

  /** One task that ended at `at`, or is on its way then. */
  return function task(n, at, inFlight) {
    const uuid = randomUUID();
    const type = often(types);
    const luck = random();
    const outcome = inFlight
      ? luck < 0.3 ? 'STARTED' : 'RECEIVED'
      : luck < 0.03 ? 'FAILURE' : luck < 0.032 ? 'RETRY' : luck < 0.034 ? 'REVOKED' : 'SUCCESS'; // prettier-ignore
    const failed = outcome === 'FAILURE' || outcome === 'RETRY';
    const ran = outcome === 'SUCCESS' || failed;
    const run = (type % 17 === 0 ? 30 : 1) * random() ** 2 * 2;
    const wait = random() ** 4 * 60;
    const startedAt = ran || outcome === 'STARTED' ? at - (ran ? run : 5) : null;
    const receivedAt = (startedAt ?? at) - wait / 2;
    const [exceptionType, exception] = failed ? ERRORS[Math.floor(random() * ERRORS.length)] : [null, null];
    const queue = queueOf(type);
    // One in ten belongs to a workflow of ten.
    if (n % 100 === 0) root = uuid;
    const related = root !== null && n % 100 < 10;
    const base = {
      uuid, state: outcome, name: nameOf(type),
      args: `(${Math.floor(random() * 1e6)}, 'order-${n}-${'x'.repeat(Math.floor(random() * 250))}', 'customer-${Math.floor(random() * 50_000)}')`,
      kwargs: "{'notify': True}",
      queue, queueSource: 'task-sent', exchange: '', routingKey: queue,
      priority: random() < 0.1 ? 3 : 0, eta: null, expires: null, retries: outcome === 'RETRY' ? 1 : 0,
      rootId: related ? root : uuid, parentId: related && root !== uuid ? root : null, groupId: null,
      client: 'gen4000@web-1', worker: `worker-${Math.floor(random() * workers)}@node-${Math.floor(random() * 8)}`,
      sentAt: receivedAt - wait / 2, receivedAt, startedAt, endedAt: inFlight ? null : at,
      updatedAt: at, firstSeenAt: receivedAt - wait / 2, runtimeSeconds: ran && !failed ? run : null,
      result: outcome === 'SUCCESS' ? "{'ok': True}" : null, exception, exceptionType,
      traceback: failed ? TRACEBACK : null, stateReason: null, retryOf: null,
    }; // prettier-ignore
    const delivery = deliveryOf(base, 1);
    const again = luck > 0.999 ? [deliveryOf({ ...base, worker: `worker-0@node-0` }, 2)] : [];
    return { ...base, deliveries: [delivery, ...again] };
  };
}

function deliveryOf(task, n) {
  return {
    n, worker: task.worker, pid: 4000 + (task.uuid.charCodeAt(0) % 8), retries: task.retries, receivedAt: task.receivedAt,
    startedAt: task.startedAt, endedAt: task.endedAt, outcome: task.endedAt === null ? null : task.state, redelivered: null,
    deduplicated: false, runtimeSeconds: task.runtimeSeconds, result: task.result, exception: task.exception,
  }; // prettier-ignore
}
