import { z } from 'zod';
import type { LanesView as View } from '../views';
import { numeric } from './scalars';
import { WorkerStatus } from './worker';

export const LanesView = z.object({
  from: z.number(),
  to: z.number(),
  cutBefore: numeric,
  workers: z.array(z.object({ hostname: z.string(), slots: numeric, status: WorkerStatus.nullable() })),
  names: z.array(z.string()),
  outcomes: z.array(z.string()),
  runs: z.object({
    uuid: z.array(z.string()),
    name: z.array(z.number()),
    worker: z.array(z.number()),
    startMs: z.array(z.number()),
    runMs: z.array(numeric),
    outcome: z.array(z.number()),
  }),
}) satisfies z.ZodType<View>;
