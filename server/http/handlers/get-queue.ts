import { z } from 'zod';
import { QueueAnswer } from '@/lib/api/schemas';
import { EntityName, WindowParams } from '../../views/params';
import { queueView } from '../../views/queues';
import { viewerOf } from '../authorise';
import { defineEndpoint } from '../endpoint';
import { HttpProblem } from '../problem';

export const getQueue = defineEndpoint({
  method: 'GET',
  path: '/api/v1/queues/:name',
  permission: 'view',
  costly: true,
  summary: 'One queue with its history, its consumers and what waits in it',
  params: z.object({ name: EntityName }),
  query: WindowParams,
  answers: { 200: QueueAnswer },
  async handle({ params, query, principal }, services) {
    const view = await queueView.compute(services, { ...params, ...query }, viewerOf(principal));
    if (view === null) throw new HttpProblem(404, 'queue_unknown', 'No queue of that name is known.');
    const { queue, consumers, ...rest } = view;
    // The queue's own `consumers` is a count, so the workers have another name here.
    return { ...queue, ...rest, consumerRows: consumers };
  },
});
