import { WorkersView } from '@/lib/api/schemas';
import { workersView } from '../../views/workers';
import { viewerOf } from '../authorise';
import { defineEndpoint } from '../endpoint';

export const listWorkers = defineEndpoint({
  method: 'GET',
  path: '/api/v1/workers',
  permission: 'view',
  summary: 'All workers that are known',
  answers: { 200: WorkersView },
  isShared: true,
  handle: ({ principal }, services) => workersView.compute(services, {}, viewerOf(principal)),
});
