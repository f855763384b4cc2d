import { z } from 'zod';
import type { WorkerCommand } from '@/lib/cluster/worker-command';

const text = z.string().max(10_000);
const seconds = z.number().nullable();

export const WorkerCommandSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['shutdown', 'pool-restart', 'quiet', 'unquiet', 'disable-events']) }),
  z.object({ kind: z.enum(['pool-grow', 'pool-shrink']), n: z.int() }),
  z.object({ kind: z.literal('autoscale'), min: z.int(), max: z.int() }),
  z.object({ kind: z.literal('add-consumer'), queue: text, force: z.boolean() }),
  z.object({ kind: z.literal('cancel-consumer'), queue: text }),
  z.object({ kind: z.literal('rate-limit'), task: text, rate: text }),
  z.object({ kind: z.literal('time-limit'), task: text, soft: seconds, hard: seconds }),
]) satisfies z.ZodType<WorkerCommand>;
