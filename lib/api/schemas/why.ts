import { z } from 'zod';
import type { WhyView as Why } from '../why-view';
import { message, text } from './scalars';

export const WhyView = z.object({
  verdict: z.string(),
  isProblem: z.boolean(),
  sentence: z.string(),
  evidence: z.array(z.object({ claim: z.string(), source: z.string(), at: z.number() })),
  advice: text,
  setting: text,
  checked: z.array(z.object({ verdict: z.string(), holds: z.enum(['yes', 'no', 'unknown']), note: text })),
  messages: z.object({
    sentence: message,
    evidence: z.array(message),
    advice: message.nullable(),
    notes: z.array(message.nullable()),
  }),
}) satisfies z.ZodType<Why>;
