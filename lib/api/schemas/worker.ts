import { z } from 'zod';
import type { HeldTask as Held, WorkerDetail as Detail, WorkerView as View } from '../../cluster/worker';
import type { WorkersView as Workers } from '../page-views';
import { FindingView } from './finding';
import { anything, numeric, text } from './scalars';
import { LatencyBucket, ThroughputBucket } from './series';
import { TaskRow } from './task';

export const WorkerStatus = z.enum(['working', 'idle', 'saturated', 'not-consuming', 'unknown', 'gone']);

export const WorkerView = z.object({
  hostname: z.string(),
  status: WorkerStatus,
  statusReason: text,
  statusSince: numeric,
  concurrency: numeric,
  active: numeric,
  reserved: numeric,
  scheduled: numeric,
  prefetchCount: numeric,
  prefetchMultiplier: numeric,
  queues: z.array(z.string()).nullable(),
  pool: text,
  pid: numeric,
  pids: z.array(z.number()).optional(),
  twins: z.array(z.number()).optional(),
  version: text,
  system: text,
  loadavg: z.array(z.number()).nullable(),
  processed: numeric,
  finishedPerMinute: numeric,
  uptimeSeconds: numeric,
  maxRssKib: numeric,
  lastHeartbeatAt: numeric,
  heartbeatFreqSeconds: numeric,
  firstSeenAt: z.number(),
  lastReplyAt: numeric,
  clockDriftSeconds: numeric,
  taskEvents: z.boolean().nullable(),
  taskEventsSince: z.number().optional(),
  taskEventsOffAt: z.number().optional(),
  visibilityTimeoutSeconds: numeric,
  quiet: z
    .object({
      at: z.number(),
      actor: z.string(),
      reason: text,
      queues: z.array(z.string()),
      taking: z.array(z.string()),
    })
    .optional(),
  sparkline: z.array(z.number()),
}) satisfies z.ZodType<View>;

const HeldTask = z.object({
  uuid: z.string(),
  name: text,
  args: text,
  kwargs: text,
  eta: numeric,
  startedAt: numeric,
  acknowledged: z.boolean().nullable(),
  redelivered: z.boolean().nullable(),
  routingKey: text,
  exchange: text,
  priority: numeric,
  workerPid: numeric,
}) satisfies z.ZodType<Held>;

const WorkerDetail = WorkerView.extend({
  stats: anything.nullable(),
  conf: anything.nullable(),
  activeTasks: z.array(HeldTask).nullable(),
  reservedTasks: z.array(HeldTask).nullable(),
  scheduledTasks: z.array(HeldTask).nullable(),
  registered: z.array(z.string()).nullable(),
  readAt: z.record(z.string(), z.number()),
}) satisfies z.ZodType<Detail>;

export const WorkersView = z.object({
  workers: z.array(WorkerView),
  findings: z.array(FindingView),
}) satisfies z.ZodType<Workers>;

/** The rows are the tasks as events tell; `activeTasks` and the others are the worker's own answers. */
export const WorkerAnswer = WorkerDetail.extend({
  findings: z.array(FindingView),
  runningRows: z.array(TaskRow),
  reservedRows: z.array(TaskRow),
  scheduledRows: z.array(TaskRow),
  lanes: z.array(
    z.object({ uuid: z.string(), name: text, pid: numeric, startedAt: z.number(), endedAt: numeric, outcome: text }),
  ),
  throughput: z.array(ThroughputBucket),
  latency: z.array(LatencyBucket),
});
