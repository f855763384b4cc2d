import { z } from 'zod';
import { SendAnswer } from '@/lib/api/schemas';
import { decodeIsoTime } from '@/lib/celery/iso-time';
import { isOwnHeader } from '@/lib/celery/sent-message';
import { EntityName } from '../../views/params';
import { callerOf } from '../authorise';
import { Args, Kwargs, Reason } from '../control-bodies';
import { Answer, defineEndpoint } from '../endpoint';

const YEAR_SECONDS = 365 * 86_400;
const MAX_HEADERS = 50;

const IsoTime = z
  .string()
  .max(64)
  .refine((text) => decodeIsoTime(text) !== null, 'must be a time such as 2026-11-22T10:00:00+00:00')
  .transform((text) => decodeIsoTime(text) ?? 0);
const LimitSeconds = z.number().positive().max(YEAR_SECONDS);
const HeaderValue = z.union([z.string().max(1000), z.number(), z.boolean(), z.null()]);

/** What `apply_async` calls options, of those that a message carries. */
const SendBody = z.strictObject({
  name: EntityName,
  args: Args.default('[]'),
  kwargs: Kwargs.default('{}'),
  uuid: z
    .string()
    .regex(/^[\w.:-]{1,255}$/, 'may have letters, digits and . : _ -')
    .optional(),
  queue: EntityName.optional(),
  exchange: EntityName.optional(),
  routingKey: EntityName.optional(),
  priority: z.int().min(0).max(255).optional(),
  countdown: z.number().min(0).max(YEAR_SECONDS).optional(),
  eta: IsoTime.optional(),
  expires: z
    .union([
      z
        .number()
        .min(0)
        .max(10 * YEAR_SECONDS)
        .transform((seconds) => ({ in: seconds })),
      IsoTime,
    ])
    .optional(),
  timeLimit: LimitSeconds.optional(),
  softTimeLimit: LimitSeconds.optional(),
  shadow: EntityName.optional(),
  ignoreResult: z.boolean().optional(),
  headers: z
    .record(z.string().min(1).max(200), HeaderValue)
    .refine((headers) => Object.keys(headers).length <= MAX_HEADERS, `may have ${MAX_HEADERS} members`)
    .refine((headers) => Object.keys(headers).every(isOwnHeader), 'may not name a header that Celery reads')
    .optional(),
  unregistered: z.boolean().default(false),
  reason: Reason,
});

export const sendTask = defineEndpoint({
  method: 'POST',
  path: '/api/v1/tasks',
  permission: 'control',
  action: 'send-task',
  summary: "Sends a task to the queue that the workers' own routing names, unless one is named",
  body: SendBody,
  answers: { 201: SendAnswer },
  async handle({ body, principal }, { collector }) {
    return new Answer(201, await collector.call('sendTask', { ...callerOf(principal), ...body, ownOptions: true }));
  },
});
