import { z } from 'zod';
import { RevokeAnswer } from '@/lib/api/schemas';
import { EntityName } from '../../views/params';
import { callerOf } from '../authorise';
import { Force, Reason, Signal } from '../control-bodies';
import { defineEndpoint } from '../endpoint';

export const revokeTask = defineEndpoint({
  method: 'POST',
  path: '/api/v1/tasks/:uuid/revoke',
  permission: 'control',
  action: 'revoke',
  summary: 'Asks every worker not to run a task, or to end it',
  params: z.object({ uuid: EntityName }),
  body: z.object({ terminate: z.boolean().default(false), signal: Signal, force: Force, reason: Reason }),
  answers: { 200: RevokeAnswer },
  handle: ({ params, body, principal }, { collector }) =>
    collector.call('revoke', { ...callerOf(principal), ...body, uuids: [params.uuid] }),
});
