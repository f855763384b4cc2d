import { z } from 'zod';
import type { MarksView as View } from '../marks-view';
import { Action } from './action';
import { EventLoss, GapReason } from './status';

export const MarksView = z.object({
  gaps: z.array(z.object({ from: z.number(), to: z.number(), reason: GapReason.nullable() })),
  losses: z.array(EventLoss),
  workers: z.array(z.object({ at: z.number(), hostname: z.string(), change: z.enum(['started', 'stopped', 'lost']) })),
  actions: z.array(
    Action.pick({ id: true, name: true, at: true, actor: true, subject: true, outcome: true }).extend({
      count: z.number(),
    }),
  ),
  cut: z.number(),
}) satisfies z.ZodType<View>;
