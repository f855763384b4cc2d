import { z } from 'zod';
import { DETECTOR_NAMES } from '../../detectors/finding';
import type { FindingsView as Findings } from '../page-views';
import type { FindingView as Finding } from '../views';
import { message, numeric, text } from './scalars';

const Subject = z.object({ kind: z.enum(['task', 'worker', 'queue', 'type', 'cluster']), id: z.string() });
const Facts = z.array(z.object({ label: message, value: message }));

const Figure = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('slots'),
    rows: z.array(
      z.object({
        worker: z.string(),
        slots: z.number(),
        running: z.number(),
        reserved: z.number(),
        starved: z.boolean(),
      }),
    ),
    facts: Facts,
  }),
  z.object({
    kind: z.literal('deliveries'),
    bars: z.array(
      z.object({ n: z.number(), worker: z.string(), startedAt: z.number(), endedAt: numeric, outcome: text }),
    ),
    dueAt: numeric,
    facts: Facts,
  }),
]);

export const FindingView = z.object({
  id: z.string(),
  detector: z.enum(DETECTOR_NAMES),
  severity: z.enum(['critical', 'warning', 'notice']),
  subject: Subject,
  related: z.array(Subject),
  figure: Figure.nullable(),
  since: z.number(),
  openedAt: z.number(),
  updatedAt: z.number(),
  closedAt: numeric,
  sentence: z.string(),
  evidence: z.array(z.object({ claim: z.string(), source: z.string(), at: z.number() })),
  advice: z.object({ text: z.string(), setting: text }),
  messages: z.object({ sentence: message, evidence: z.array(message), advice: message }),
}) satisfies z.ZodType<Finding>;

export const FindingsView = z.object({ findings: z.array(FindingView) }) satisfies z.ZodType<Findings>;
