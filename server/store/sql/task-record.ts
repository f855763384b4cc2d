import { z } from 'zod';
import { isEnded } from '@/lib/celery/task-state';
import type { Delivery, Task } from '@/lib/cluster/task';
import { withoutNul } from './task-id';

// The ingest cuts what it takes; this bound keeps one row from growing without end whatever it was given.
const MAX_TEXT = 65_536;
const MAX_DELIVERIES = 100;

const StoredDelivery = z.object({
  n: z.number().optional(),
  worker: z.string().optional(),
  pid: z.number().nullable().optional(),
  retries: z.number().optional(),
  receivedAt: z.number().nullable().optional(),
  startedAt: z.number().nullable().optional(),
  endedAt: z.number().nullable().optional(),
  outcome: z.string().nullable().optional(),
  redelivered: z.boolean().nullable().optional(),
  deduplicated: z.boolean().optional(),
  runtimeSeconds: z.number().nullable().optional(),
  result: z.string().nullable().optional(),
  exception: z.string().nullable().optional(),
  startedBy: z.enum(['inspect', 'custom-event']).optional(),
  endedBy: z.enum(['result-backend', 'reconciliation']).optional(),
  putBack: z.object({ at: z.number(), actor: z.string(), onWord: z.boolean() }).optional(),
});
type StoredDelivery = z.infer<typeof StoredDelivery>;

// What nearly every task has is left out: told by `task-sent`, sent to the default exchange with the queue's name.
const USUAL_SOURCE = 'task-sent';
const USUAL_EXCHANGE = '';

const QueueSource = z.enum(['task-sent', 'inspect', 'unacked', 'broker', 'result']);

/** What is read with a single task only: one JSON text, with short keys and without what is null or follows from the row. */
const StoredRest = z.object({
  f: z.number(),
  qs: QueueSource.nullable().optional(),
  ex: z.string().nullable().optional(),
  rk: z.string().nullable().optional(),
  xp: z.number().optional(),
  g: z.string().optional(),
  c: z.string().optional(),
  sr: z.string().optional(),
  d: z.array(StoredDelivery).optional(),
});

export type TaskRest = Pick<
  Task,
  'firstSeenAt' | 'queueSource' | 'exchange' | 'routingKey' | 'expires' | 'groupId' | 'client' | 'stateReason'
>;

export function encodeRest(task: Task): string {
  return JSON.stringify({
    f: Math.round(task.firstSeenAt * 1000) / 1000,
    qs: task.queueSource === USUAL_SOURCE ? undefined : task.queueSource,
    ex: task.exchange === USUAL_EXCHANGE ? undefined : cut(task.exchange),
    rk: task.routingKey === task.queue ? undefined : cut(task.routingKey),
    xp: task.expires ?? undefined,
    g: cut(task.groupId) ?? undefined,
    c: cut(task.client) ?? undefined,
    sr: cut(task.stateReason) ?? undefined,
    d: encodeDeliveries(task),
  });
}

/** `task` is the task as its row tells it; deliveries are filled up from it. null when the text is not ours. */
export function decodeRest(
  text: string,
  task: Omit<Task, keyof TaskRest | 'deliveries'>,
): (TaskRest & { readonly deliveries: readonly Delivery[] }) | null {
  const rest = StoredRest.safeParse(parseJson(text));
  if (!rest.success) return null;
  const { f, qs, ex, rk, xp, g, c, sr, d } = rest.data;
  return {
    firstSeenAt: f,
    queueSource: qs === undefined ? USUAL_SOURCE : qs,
    exchange: ex === undefined ? USUAL_EXCHANGE : ex,
    routingKey: rk === undefined ? task.queue : rk,
    expires: xp ?? null,
    groupId: g ?? null,
    client: c ?? null,
    stateReason: sr ?? null,
    deliveries: (d ?? []).map((delivery, index) => ({ ...expectedDelivery(task, index + 1), ...delivery })),
  };
}

/** Most executions of one attempt: starts with the same `retries` that were not deduplicated. */
export function executionsOfOneAttempt(deliveries: readonly Delivery[]): number {
  if (deliveries.length < 2) return deliveries.length;
  const starts = new Map<number, number>();
  for (const { startedAt, deduplicated, retries } of deliveries) {
    if (startedAt !== null && !deduplicated) starts.set(retries, (starts.get(retries) ?? 0) + 1);
  }
  return Math.max(0, ...starts.values());
}

export function cut(text: string | null): string | null {
  if (text === null) return null;
  const clean = withoutNul(text);
  return clean.length > MAX_TEXT ? `${clean.slice(0, MAX_TEXT)}…` : clean;
}

// A task with one delivery, by far the most common, says nearly all of it in its own row.
function expectedDelivery(task: Omit<Task, keyof TaskRest | 'deliveries'>, n: number): Delivery {
  return {
    n,
    worker: task.worker ?? '',
    pid: null,
    retries: task.retries,
    receivedAt: task.receivedAt,
    startedAt: task.startedAt,
    endedAt: task.endedAt,
    outcome: isEnded(task.state) ? task.state : null,
    redelivered: null,
    deduplicated: false,
    runtimeSeconds: task.runtimeSeconds,
    result: task.result,
    exception: task.exception,
  };
}

function encodeDelivery(delivery: Delivery, task: Task): StoredDelivery {
  const stored = { ...delivery, result: cut(delivery.result), exception: cut(delivery.exception) };
  const expected = { ...expectedDelivery(task, delivery.n), result: cut(task.result), exception: cut(task.exception) };
  const index = task.deliveries.slice(-MAX_DELIVERIES).indexOf(delivery);
  return {
    n: delivery.n === index + 1 ? undefined : delivery.n,
    ...differences(stored, expected),
  };
}

// By far the most tasks: one delivery, of which the row of the task tells all but the process.
function isPlain(task: Task, delivery: Delivery): boolean {
  return (
    delivery.n === 1 &&
    delivery.worker === task.worker &&
    delivery.retries === task.retries &&
    delivery.receivedAt === task.receivedAt &&
    delivery.startedAt === task.startedAt &&
    delivery.endedAt === task.endedAt &&
    delivery.outcome === (isEnded(task.state) ? task.state : null) &&
    delivery.redelivered === null &&
    !delivery.deduplicated &&
    delivery.runtimeSeconds === task.runtimeSeconds &&
    delivery.result === task.result &&
    delivery.exception === task.exception &&
    delivery.startedBy === undefined &&
    delivery.endedBy === undefined &&
    delivery.putBack === undefined
  );
}

function encodeDeliveries(task: Task): readonly StoredDelivery[] | undefined {
  const [only] = task.deliveries;
  if (only === undefined) return undefined;
  if (task.deliveries.length === 1 && isPlain(task, only)) return [only.pid === null ? {} : { pid: only.pid }];
  return task.deliveries.slice(-MAX_DELIVERIES).map((delivery) => encodeDelivery(delivery, task));
}

function differences(delivery: Delivery, expected: Delivery): StoredDelivery {
  const different = Object.entries(delivery).filter(
    ([key, value]) => key !== 'n' && value !== expected[key as keyof Delivery],
  );
  return Object.fromEntries(different);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
