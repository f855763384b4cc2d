import { randomUUID } from 'node:crypto';

/**
 * The events of a real prefork worker: three a task (received, started, ended), in lists of one to three on `task.multi`,
 * 3 % failures with a traceback of twelve frames, args of 40 to 300 characters, one heartbeat in fifty messages.
 */
const TYPES = [
  'shop.mail.send_receipt',
  'shop.media.render_preview',
  'shop.payments.capture',
  'shop.stock.sync',
  'shop.search.index',
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
 * With `types` and `queues` the tasks are of so many types, and each is sent to one of so many queues first, by an event
 * of its own.
 * @param {{ seed?: number, workers?: number, types?: number, queues?: number }} options
 */
export function createEventMix({ seed = 1, workers = 4, types = TYPES.length, queues = 0 } = {}) {
  let state = seed;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  let clock = 0;
  /** Tasks that each worker has started, as its heartbeats tell. */
  const processed = new Map();
  const hostnames = Array.from({ length: workers }, (_, n) => `bench-${n + 1}@load`);

  const names = Array.from({ length: types }, (_, n) => TYPES[n] ?? `shop.part_${n % 40}.task_${n}`);

  const base = (hostname, type) => ({
    hostname,
    utcoffset: 0,
    pid: 4000,
    clock: (clock += 1),
    timestamp: Date.now() / 1000,
    type,
  });

  /** Messages (channel suffix and envelope) of one task, its uuid and its final state. */
  function task() {
    const uuid = randomUUID();
    const hostname = hostnames[Math.floor(random() * workers)];
    processed.set(hostname, (processed.get(hostname) ?? 0) + 1);
    const failed = random() < 0.03;
    const padding = 'x'.repeat(Math.floor(random() * 260));
    const args = `(${Math.floor(random() * 1e6)}, 'order-${padding}')`;
    const received = {
      ...base(hostname, 'task-received'),
      uuid,
      name: names[Math.floor(random() * names.length)],
      args,
      kwargs: "{'notify': True}",
      root_id: uuid,
      parent_id: null,
      retries: 0,
      eta: null,
      expires: null,
    };
    const started = { ...base(hostname, 'task-started'), uuid };
    const ended = failed
      ? {
          ...base(hostname, 'task-failed'),
          uuid,
          exception: "PaymentRefused('card declined by issuer (code 51)')",
          traceback: TRACEBACK,
        }
      : { ...base(hostname, 'task-succeeded'), uuid, result: "{'ok': True}", runtime: random() * 2 };
    const split = random();
    const lists =
      split < 0.4
        ? [[received, started], [ended]]
        : split < 0.7
          ? [[received], [started], [ended]]
          : [[received, started, ended]];
    const messages = lists.map((list) => ({ key: 'task.multi', payload: envelope(list, 'task.multi', hostname) }));
    if (queues > 0) messages.unshift(sentTo(`queue-${Math.floor(random() * queues)}`, received));
    return { uuid, state: failed ? 'FAILURE' : 'SUCCESS', messages };
  }

  function sentTo(queue, { uuid, name, args, kwargs, root_id }) {
    const sender = 'gen4000@web';
    const event = {
      ...base(sender, 'task-sent'),
      ...{ uuid, name, args, kwargs, root_id, parent_id: null, retries: 0, eta: null, expires: null },
      ...{ queue, exchange: '', routing_key: queue },
    };
    return { key: 'task.sent', payload: envelope(event, 'task.sent', sender) };
  }

  function heartbeat() {
    const hostname = hostnames[Math.floor(random() * workers)];
    const event = {
      ...base(hostname, 'worker-heartbeat'),
      freq: 2,
      active: 1,
      processed: processed.get(hostname) ?? 0,
      loadavg: [0.5, 0.4, 0.3],
      sw_ident: 'py-celery',
      sw_ver: '5.6.3',
      sw_sys: 'Linux',
    };
    return { key: 'worker.heartbeat', payload: envelope(event, 'worker.heartbeat', hostname) };
  }

  return { task, heartbeat };
}

function envelope(body, routingKey, hostname) {
  return JSON.stringify({
    body: Buffer.from(JSON.stringify(body)).toString('base64'),
    'content-encoding': 'utf-8',
    'content-type': 'application/json',
    headers: { hostname },
    properties: {
      delivery_mode: 1,
      delivery_info: { exchange: 'celeryev', routing_key: routingKey },
      priority: 0,
      body_encoding: 'base64',
      delivery_tag: randomUUID(),
    },
  });
}
