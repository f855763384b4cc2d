import { z } from 'zod';
import { AbortAnswer, StoredAnswer } from '@/lib/api/schemas';
import { EntityName } from '../../views/params';
import { callerOf } from '../authorise';
import { Reason } from '../control-bodies';
import { defineEndpoint } from '../endpoint';

const params = z.object({ uuid: EntityName });

export const getTaskResult = defineEndpoint({
  method: 'GET',
  path: '/api/v1/tasks/:uuid/result',
  permission: 'view',
  reads: 'view-arguments',
  costly: true,
  summary: 'What the result backend holds of a task now',
  params,
  answers: { 200: StoredAnswer },
  handle: ({ params: { uuid } }, { collector }) => collector.call('taskResult', { uuid }),
});

export const abortTask = defineEndpoint({
  method: 'POST',
  path: '/api/v1/tasks/:uuid/abort',
  permission: 'control',
  action: 'abort-task',
  summary: 'Stores ABORTED in the result backend, where a task that can be aborted looks for it',
  params,
  body: z.object({ reason: Reason }),
  answers: { 200: AbortAnswer },
  handle: ({ params: { uuid }, body, principal }, { collector }) =>
    collector.call('abortTask', { ...callerOf(principal), ...body, uuid }),
});
