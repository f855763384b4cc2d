import { z } from 'zod';
import { RevocationAnswer, WithdrawAnswer } from '@/lib/api/schemas';
import { EntityName } from '../../views/params';
import { callerOf } from '../authorise';
import { Reason } from '../control-bodies';
import { defineEndpoint } from '../endpoint';

const params = z.object({ uuid: EntityName });

export const getRevocation = defineEndpoint({
  method: 'GET',
  path: '/api/v1/tasks/:uuid/revoke',
  permission: 'view',
  summary: 'Whether the task was revoked, and which workers know it',
  params,
  answers: { 200: RevocationAnswer },
  handle: async ({ params: { uuid } }, { collector }) => ({ revocation: await collector.call('revocation', { uuid }) }),
});

export const withdrawRevoke = defineEndpoint({
  method: 'POST',
  path: '/api/v1/tasks/:uuid/revoke/withdraw',
  permission: 'control',
  action: 'withdraw-revoke',
  summary: 'Keeps a revoke no longer; workers that know it keep it',
  params,
  body: z.object({ reason: Reason }),
  answers: { 200: WithdrawAnswer },
  handle: ({ params: { uuid }, body, principal }, { collector }) =>
    collector.call('withdrawRevoke', { ...callerOf(principal), ...body, uuid }),
});
