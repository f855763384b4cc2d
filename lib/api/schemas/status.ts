import { z } from 'zod';
import type {
  BrokerStatus as Broker,
  CollectorStats as Stats,
  EventLoss as Loss,
  IngestPressure as Pressure,
} from '../../cluster/cluster-status';
import { READINGS, ROLES } from '../../access/policy';
import { ACTION_NAMES } from '../../cluster/action';
import type { ClusterLink as Link, StatusView as View } from '../page-views';
import { numeric, text } from './scalars';

const Capability = z.enum([...ACTION_NAMES, ...READINGS]);
const BrokerState = z.enum(['connecting', 'connected', 'lost', 'ended']);
const Severity = z.enum(['critical', 'warning', 'notice']);

const BrokerStatus = z.object({
  kind: z.enum(['redis', 'amqp', 'replay']),
  url: z.string(),
  state: BrokerState,
  since: z.number(),
  error: text,
  errorCode: text,
  retryAt: numeric,
  limits: z.record(z.string(), z.string()),
}) satisfies z.ZodType<Broker>;

export const GapReason = z.enum(['broker-lost', 'slow-consumer', 'collector-stopped']);

export const EventLoss = z.object({
  from: z.number(),
  to: z.number(),
  lost: z.number(),
  seen: z.number(),
}) satisfies z.ZodType<Loss>;

const IngestPressure = z.object({
  streamLagSeconds: numeric,
  shedding: z.enum(['nothing', 'details', 'timeline']),
  dropped: z.object({
    heartbeats: z.number(),
    depthSamples: z.number(),
    timelineEntries: z.number(),
    others: z.number(),
    tasks: z.number(),
  }),
  badRows: z.number(),
  lastBadRow: z.object({ at: z.number(), row: z.string(), reason: z.string() }).nullable(),
}) satisfies z.ZodType<Pressure>;

const CollectorStats = z.object({
  at: z.number(),
  startedAt: z.number(),
  watchingSince: numeric,
  eventsReceived: z.number(),
  eventsPerSecond: z.number(),
  eventsMalformed: z.number(),
  lastMalformed: z.object({ at: z.number(), reason: z.string(), excerpt: z.string() }).nullable(),
  eventsLost: numeric,
  lagSeconds: numeric,
  inFlight: z.number(),
  running: z.number(),
  reserved: z.number(),
  scheduled: z.number(),
  ready: numeric,
  workersUp: z.number(),
  workersTotal: z.number(),
  slots: z.number(),
  slotsBusy: z.number(),
  silentWorkers: z.array(z.string()),
  sentEvents: z.boolean().nullable(),
  gaps: z.array(z.object({ from: z.number(), to: numeric, reason: GapReason, missedAtMost: numeric.optional() })),
  losses: z.array(EventLoss),
  storeError: text,
  storeBacklog: z.number(),
  storeNotices: z.array(z.string()),
  pressure: IngestPressure,
  bounded: z.object({ inFlight: z.number(), series: z.number() }),
  eventLoopLagMs: z.number(),
  rssBytes: z.number(),
}) satisfies z.ZodType<Stats>;

const ClusterLink = z.object({
  name: z.string(),
  href: z.string(),
  isCurrent: z.boolean(),
  state: BrokerState,
  worstSeverity: Severity.nullable(),
}) satisfies z.ZodType<Link>;

export const StatusView = z.object({
  version: z.string(),
  at: z.number(),
  broker: BrokerStatus,
  collector: CollectorStats,
  store: z.object({
    tasks: z.number(),
    bytes: z.number(),
    path: z.string(),
    oldestAt: numeric,
    maxTasks: z.number(),
    retentionSeconds: z.number(),
  }),
  openFindings: z.number(),
  worstSeverity: Severity.nullable(),
  queues: z.number(),
  clusters: z.array(ClusterLink),
  user: z.object({
    name: z.string(),
    canControl: z.boolean(),
    role: z.enum(ROLES),
    may: z.array(Capability),
    by: z.enum(['none', 'header', 'session', 'proxy']),
    method: z.string(),
    isBounded: z.boolean(),
  }),
}) satisfies z.ZodType<View>;
