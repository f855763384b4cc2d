import { z } from 'zod';
import type { Delivery as DeliveryType, Task as TaskType } from '../../cluster/task';
import type { TaskDetail, TaskFacets as Facets, TaskPage as Page, TaskRow as Row } from '../views';
import { FindingView } from './finding';
import { message, numeric, text } from './scalars';

export const Delivery = z.object({
  n: z.number(),
  worker: z.string(),
  pid: numeric,
  retries: z.number(),
  receivedAt: numeric,
  startedAt: numeric,
  endedAt: numeric,
  outcome: text,
  redelivered: z.boolean().nullable(),
  deduplicated: z.boolean(),
  runtimeSeconds: numeric,
  result: text,
  exception: text,
}) satisfies z.ZodType<DeliveryType>;

export const Task = z.object({
  uuid: z.string(),
  state: z.string(),
  name: text,
  args: text,
  kwargs: text,
  queue: text,
  queueSource: z.enum(['task-sent', 'inspect', 'unacked', 'broker', 'result']).nullable(),
  exchange: text,
  routingKey: text,
  priority: numeric,
  eta: numeric,
  expires: numeric,
  retries: z.number(),
  rootId: text,
  parentId: text,
  groupId: text,
  client: text,
  worker: text,
  sentAt: numeric,
  receivedAt: numeric,
  startedAt: numeric,
  endedAt: numeric,
  updatedAt: z.number(),
  firstSeenAt: z.number(),
  runtimeSeconds: numeric,
  result: text,
  exception: text,
  exceptionType: text,
  traceback: text,
  stateReason: text,
  retryOf: text,
  deliveries: z.array(Delivery),
}) satisfies z.ZodType<TaskType>;

export const TaskRow = z.object({
  uuid: z.string(),
  name: text,
  state: z.string(),
  queue: text,
  worker: text,
  sentAt: numeric,
  receivedAt: numeric,
  startedAt: numeric,
  endedAt: numeric,
  updatedAt: z.number(),
  eta: numeric,
  retries: z.number(),
  priority: numeric,
  waitSeconds: numeric,
  runtimeSeconds: numeric,
  args: text,
  kwargs: text,
  exception: text,
  result: text,
  deliveries: z.number(),
  findings: z.array(z.string()),
  waits: message.exactOptional(),
}) satisfies z.ZodType<Row>;

export const TaskPage = z.object({
  tasks: z.array(TaskRow),
  nextCursor: text,
  count: z.object({ value: z.number(), exact: z.boolean() }),
  searchedSince: z.number().optional(),
}) satisfies z.ZodType<Page>;

const FacetValues = z.array(z.object({ value: text, count: z.number() }));
export const TaskFacets = z.object({
  states: FacetValues,
  queues: FacetValues,
  workers: FacetValues,
  types: FacetValues,
  exceptions: FacetValues,
}) satisfies z.ZodType<Facets>;

/** The task's own fields, and the same as `task` beside what belongs to it. */
export const TaskAnswer = Task.extend({
  task: Task,
  deliveries: z.array(Delivery),
  timeline: z.array(z.object({ at: z.number(), type: z.string(), worker: text, text: z.string() })),
  children: z.array(TaskRow),
  parent: TaskRow.nullable(),
  root: TaskRow.nullable(),
  findings: z.array(FindingView),
  retriedAs: z.array(z.string()),
  recentRuns: z.array(
    z.object({ uuid: z.string(), runtimeSeconds: z.number(), state: z.string(), executions: z.number() }),
  ),
  typical: z.object({ runs: z.number(), p50: z.number(), p95: z.number() }).nullable(),
}) satisfies z.ZodType<TaskType & TaskDetail>;
