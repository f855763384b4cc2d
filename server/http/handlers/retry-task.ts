import { z } from 'zod';
import { RetryAnswer } from '@/lib/api/schemas';
import { EntityName } from '../../views/params';
import { callerOf } from '../authorise';
import { Args, Kwargs, Reason } from '../control-bodies';
import { Answer, defineEndpoint } from '../endpoint';

const MAX_COUNTDOWN_SECONDS = 365 * 86_400;

export const retryTask = defineEndpoint({
  method: 'POST',
  path: '/api/v1/tasks/:uuid/retry',
  permission: 'control',
  action: 'retry',
  summary: 'Sends the task again as a new one',
  params: z.object({ uuid: EntityName }),
  body: z.object({
    args: Args.optional(),
    kwargs: Kwargs.optional(),
    queue: EntityName.optional(),
    countdown: z.number().min(0).max(MAX_COUNTDOWN_SECONDS).optional(),
    reason: Reason,
  }),
  answers: { 201: RetryAnswer },
  async handle({ params, body, principal }, { collector }) {
    return new Answer(201, await collector.call('retry', { ...callerOf(principal), ...body, uuid: params.uuid }));
  },
});
