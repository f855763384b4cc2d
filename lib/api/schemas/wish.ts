import { z } from 'zod';
import type { RevokeSight as Sight } from '../../cluster/kept-revokes';
import type { PauseSight as Pause } from '../../cluster/queue-pause';
import type { KeptRevoke as Kept } from '../../cluster/wish';
import { ActionAnswer } from './action';
import { text } from './scalars';

const KeptRevoke = z.object({
  kind: z.literal('revoke'),
  id: z.string(),
  at: z.number(),
  actor: z.string(),
  reason: text,
  sentAgain: z.array(z.object({ worker: z.string(), at: z.number(), outcome: z.enum(['ok', 'error', 'no-reply']) })),
  sentAgainCount: z.int(),
}) satisfies z.ZodType<Kept>;

export const PauseSight = z.object({
  at: z.number(),
  actor: z.string(),
  reason: text,
  isHeld: z.boolean(),
  stopped: z.int(),
  takers: z.array(z.string()),
  takerCount: z.int(),
}) satisfies z.ZodType<Pause>;

export const PauseAnswer = z.object({ actionId: z.string(), answers: z.array(ActionAnswer) });

const named = z.object({ count: z.int(), names: z.array(z.string()) });

const RevokeSight = z.object({
  at: z.number(),
  namedBy: text,
  kept: KeptRevoke.nullable(),
  isSentAgain: z.boolean(),
  knownTo: named,
  unknownTo: named,
}) satisfies z.ZodType<Sight>;

export const RevocationAnswer = z.object({ revocation: RevokeSight.nullable() });
export const WithdrawAnswer = z.object({ actionId: z.string() });
