import { z } from 'zod';
import { isQueueName, isRate } from '@/lib/cluster/worker-command';
import { EntityName } from '../views/params';
import { Force, Reason } from './control-bodies';

const MOST_PROCESSES = 1_000;
const LONGEST_LIMIT_SECONDS = 31_536_000;
const MOST_WORKERS = 1_000;

const reason = { reason: Reason };
const limit = z.number().positive().max(LONGEST_LIMIT_SECONDS).nullable().default(null);

/** null takes the limit away. */
const limits = { soft: limit, hard: limit };
/** A soft limit that comes after the hard one would never be heard of. */
const isOrdered = ({ soft, hard }: { readonly soft: number | null; readonly hard: number | null }): boolean =>
  soft === null || hard === null || soft < hard;
const ORDER = { path: ['soft'], message: 'must be below the hard limit' };

/** Checked here, for a worker takes `nan` for a rate, and a negative one for never. */
const rate = z
  .string()
  .trim()
  .refine(isRate, 'must be a rate as Celery writes it: 200, 10/s, 10/m or 10/h; 0 for none');
/** A worker that is told to add a consumer without a queue dies of it. */
const queue = z.string().refine(isQueueName, 'must be a name of 1 to 255 characters, none of them control characters');

const hostnames = z.array(EntityName).min(1).max(MOST_WORKERS).optional();

export const WorkerBody = z.object(reason);
export const ResizeBody = z.object({ n: z.int().min(1).max(MOST_PROCESSES).default(1), ...reason });
export const AutoscaleBody = z
  .object({ min: z.int().min(0).max(MOST_PROCESSES), max: z.int().min(1).max(MOST_PROCESSES), ...reason })
  .refine(({ min, max }) => min <= max, { path: ['min'], message: 'must not be above max' });
export const ConsumerBody = z.object({ queue, ...reason });
export const AddConsumerBody = ConsumerBody.extend({ force: Force });
export const RateBody = z.object({ task: EntityName, rate, ...reason });
export const LimitBody = z.object({ task: EntityName, ...limits, ...reason }).refine(isOrdered, ORDER);
export const TypeRateBody = z.object({ rate, hostnames, ...reason });
export const TypeLimitBody = z.object({ ...limits, hostnames, ...reason }).refine(isOrdered, ORDER);

const MOST_STAMPS = 100;
const stamp = z.string().min(1).max(1_000);

/** Stamp → the values that are revoked. */
export const Headers = z
  .record(stamp, z.union([stamp.transform((value) => [value]), z.array(stamp).min(1).max(MOST_STAMPS)]))
  .refine((headers) => {
    const count = Object.keys(headers).length;
    return count > 0 && count <= MOST_STAMPS;
  }, `must name 1 to ${MOST_STAMPS} stamps`);
