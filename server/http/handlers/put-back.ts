import { z } from 'zod';
import { PutBackAnswer } from '@/lib/api/schemas';
import { MAX_PUT_BACK } from '@/lib/queues/put-back';
import { EntityName } from '../../views/params';
import { callerOf } from '../authorise';
import { Reason } from '../control-bodies';
import { defineEndpoint } from '../endpoint';

export const putBackMessages = defineEndpoint({
  method: 'POST',
  path: '/api/v1/unacked/put-back',
  permission: 'control',
  action: 'put-back',
  summary: 'Gives abandoned messages back to their queues now; refused while a worker may have them',
  body: z.object({
    messages: z
      .array(z.object({ deliveryTag: EntityName, uuid: EntityName }))
      .min(1)
      .max(MAX_PUT_BACK),
    workerIsDead: z.boolean().optional(),
    reason: Reason,
  }),
  answers: { 200: PutBackAnswer },
  handle: ({ body, principal }, { collector }) => collector.call('putBack', { ...callerOf(principal), ...body }),
});
