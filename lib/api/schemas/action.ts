import { z } from 'zod';
import { ACTION_NAMES } from '../../cluster/action';
import type { Action as ActionType, ActionAnswer as AnswerType } from '../../cluster/action';
import type { ActionsView as Actions } from '../views';
import { anything, numeric, text } from './scalars';

export const ActionAnswer = z.object({
  from: z.string(),
  outcome: z.enum(['ok', 'error', 'no-reply']),
  text: z.string(),
  ms: numeric,
}) satisfies z.ZodType<AnswerType>;

export const Action = z.object({
  id: z.string(),
  name: z.enum(ACTION_NAMES),
  at: z.number(),
  actor: z.string(),
  address: z.string(),
  subject: z.object({ kind: z.enum(['task', 'worker', 'queue', 'cluster', 'job', 'access']), id: z.string() }),
  parameters: anything,
  reason: text,
  outcome: z.enum(['done', 'partial', 'failed', 'refused']),
  summary: z.string(),
  answers: z.array(ActionAnswer),
  durationMs: z.number(),
  batchId: text,
}) satisfies z.ZodType<ActionType>;

export const ActionsView = z.object({ actions: z.array(Action), nextCursor: text }) satisfies z.ZodType<Actions>;

export const RevokeAnswer = z.object({
  actionIds: z.array(z.string()),
  answers: z.array(ActionAnswer),
  unknown: z.array(z.string()),
});
export const EnableEventsAnswer = z.object({ actionId: z.string(), answers: z.array(ActionAnswer) });
/** `summary` says what came of it in one line. */
export const ControlAnswer = z.object({ actionId: z.string(), answers: z.array(ActionAnswer), summary: z.string() });
export const RetryAnswer = z.object({ uuid: z.string(), source: z.string(), queue: z.string(), actionId: z.string() });

export const RetryPreview = z.object({
  uuid: z.string(),
  source: z.string(),
  name: z.string(),
  queue: z.string(),
  priority: z.number(),
  args: z.string(),
  kwargs: z.string(),
  masked: z.boolean(),
  kept: z.array(z.string()),
  notKept: z.array(z.string()),
});
