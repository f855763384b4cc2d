import { z } from 'zod';
import type { QueueView as View } from '../../cluster/queue';
import type { QueuesView as Queues } from '../page-views';
import { FindingView } from './finding';
import { numeric } from './scalars';
import { DepthBucket, LatencyBucket, ThroughputBucket, TypeSummary } from './series';
import { TaskRow } from './task';
import { WorkerView } from './worker';
import { PauseSight } from './wish';

const QueueView = z.object({
  name: z.string(),
  ready: numeric,
  readyByPriority: z.array(z.object({ priority: z.number(), ready: z.number() })).nullable(),
  unacked: numeric,
  reserved: numeric,
  scheduled: numeric,
  active: numeric,
  consumers: numeric,
  consumerNames: z.array(z.string()).nullable(),
  slots: numeric,
  freeSlots: numeric,
  oldestAgeSeconds: numeric,
  inPerSecond: numeric,
  outPerSecond: numeric,
  drainSeconds: numeric,
  readAt: numeric,
  sparkline: z.array(numeric),
  pause: PauseSight.nullable(),
  unknown: z.record(z.string(), z.string()),
}) satisfies z.ZodType<View>;

export const QueuesView = z.object({
  queues: z.array(QueueView),
  findings: z.array(FindingView),
}) satisfies z.ZodType<Queues>;

export const QueueAnswer = QueueView.extend({
  findings: z.array(FindingView),
  consumerRows: z.array(WorkerView),
  depth: z.array(DepthBucket),
  throughput: z.array(ThroughputBucket),
  latency: z.array(LatencyBucket),
  waiting: z.array(TaskRow),
  types: z.array(TypeSummary),
});
