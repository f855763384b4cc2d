import { z } from 'zod';
import { RetryPreview } from '@/lib/api/schemas';
import { EntityName } from '../../views/params';
import { defineEndpoint } from '../endpoint';

export const previewRetry = defineEndpoint({
  method: 'GET',
  path: '/api/v1/tasks/:uuid/message',
  permission: 'view',
  reads: 'view-arguments',
  costly: true,
  summary: 'The message that a retry would send, and where its arguments come from',
  params: z.object({ uuid: EntityName }),
  answers: { 200: RetryPreview },
  handle: ({ params }, { collector }) => collector.call('retryPreview', { uuid: params.uuid }),
});
