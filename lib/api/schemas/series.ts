import { z } from 'zod';
import type {
  DepthBucket as Depth,
  LatencyBucket as Latency,
  Overview as View,
  Quantiles as QuantilesType,
  SeriesView as Series,
  ThroughputBucket as Throughput,
  TypeSummary as Type,
} from '../views';
import { numeric } from './scalars';

const finished = { success: z.number(), failure: z.number(), retry: z.number(), other: z.number() };

export const ThroughputBucket = z.object({
  at: z.number(),
  ...finished,
  partial: z.boolean(),
  noData: z.boolean(),
}) satisfies z.ZodType<Throughput>;

export const LatencyBucket = z.object({
  at: z.number(),
  count: z.number(),
  waitP50: numeric,
  waitP95: numeric,
  waitP99: numeric,
  runP50: numeric,
  runP95: numeric,
  runP99: numeric,
}) satisfies z.ZodType<Latency>;

export const DepthBucket = z.object({
  at: z.number(),
  ready: z.record(z.string(), z.number()).nullable(),
  unacked: numeric,
}) satisfies z.ZodType<Depth>;

export const TypeSummary = z.object({
  name: z.string(),
  runs: z.number(),
  failures: z.number(),
  runP50: numeric,
  runP95: numeric,
  waitP95: numeric,
}) satisfies z.ZodType<Type>;

export const Overview = z.object({
  period: z.enum(['15m', '1h', '6h', '24h', '7d']).nullable(),
  throughput: z.array(ThroughputBucket),
  latency: z.array(LatencyBucket),
  finished: z.object({ total: z.number(), ...finished, perSecond: z.number() }),
  waitP95: numeric,
  ranTwice24h: z.number(),
  lost24h: z.number(),
  slowest: z.array(TypeSummary),
  failing: z.array(TypeSummary),
}) satisfies z.ZodType<View>;

const Quantiles = z.object({
  count: z.number(),
  mean: numeric,
  p50: numeric,
  p95: numeric,
  p99: numeric,
}) satisfies z.ZodType<QuantilesType>;

const sums = {
  ...finished,
  perSecond: z.number(),
  wait: Quantiles,
  runSuccess: Quantiles,
  runFailure: Quantiles,
  waitSteps: z.array(z.number()),
  runSteps: z.array(z.number()),
};

export const SeriesView = z.object({
  from: z.number(),
  to: z.number(),
  stepSeconds: z.number(),
  ends: z.array(z.number()),
  total: z.object(sums),
  buckets: z.array(z.object({ at: z.number(), ...sums, partial: z.boolean(), noData: z.boolean() })),
}) satisfies z.ZodType<Series>;
