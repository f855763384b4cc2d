import { z } from 'zod';
import { TaskAnswer } from '@/lib/api/schemas';
import { EntityName } from '../../views/params';
import { taskView } from '../../views/tasks';
import { viewerOf } from '../authorise';
import { defineEndpoint } from '../endpoint';
import { taskUnknown } from '../unknown-task';

export const getTask = defineEndpoint({
  method: 'GET',
  path: '/api/v1/tasks/:uuid',
  permission: 'view',
  summary: 'One task with its deliveries, timeline, children and findings',
  params: z.object({ uuid: EntityName }),
  answers: { 200: TaskAnswer },
  async handle({ params, principal }, services) {
    const view = await taskView.compute(services, params, viewerOf(principal));
    if (view === null) throw taskUnknown();
    return { ...view.task, ...view };
  },
});
