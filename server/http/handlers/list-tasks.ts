import { TaskPage } from '@/lib/api/schemas';
import { TaskListParams } from '../../views/params';
import { tasksView } from '../../views/tasks';
import { viewerOf } from '../authorise';
import { defineEndpoint } from '../endpoint';

export const listTasks = defineEndpoint({
  method: 'GET',
  path: '/api/v1/tasks',
  permission: 'view',
  costly: true,
  summary: 'A page of the tasks that match a filter',
  query: TaskListParams,
  answers: { 200: TaskPage },
  handle: ({ query, principal }, services) => tasksView.compute(services, query, viewerOf(principal)),
});
