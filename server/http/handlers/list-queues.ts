import { QueuesView } from '@/lib/api/schemas';
import { queuesView } from '../../views/queues';
import { viewerOf } from '../authorise';
import { defineEndpoint } from '../endpoint';

export const listQueues = defineEndpoint({
  method: 'GET',
  path: '/api/v1/queues',
  permission: 'view',
  summary: 'All queues that are known',
  answers: { 200: QueuesView },
  isShared: true,
  handle: ({ principal }, services) => queuesView.compute(services, {}, viewerOf(principal)),
});
