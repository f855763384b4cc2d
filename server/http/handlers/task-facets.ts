import { TaskFacets } from '@/lib/api/schemas';
import { TaskListParams } from '../../views/params';
import { defineEndpoint } from '../endpoint';

export const taskFacets = defineEndpoint({
  method: 'GET',
  path: '/api/v1/tasks/facets',
  permission: 'view',
  costly: true,
  summary: 'How many tasks each state, queue, worker, type and exception would give under a filter',
  query: TaskListParams,
  answers: { 200: TaskFacets },
  handle: ({ query }, services) => services.facets(query),
});
