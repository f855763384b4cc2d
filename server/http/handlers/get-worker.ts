import { z } from 'zod';
import { WorkerAnswer } from '@/lib/api/schemas';
import { EntityName, WindowParams } from '../../views/params';
import { workerView } from '../../views/workers';
import { viewerOf } from '../authorise';
import { defineEndpoint } from '../endpoint';
import { HttpProblem } from '../problem';

export const getWorker = defineEndpoint({
  method: 'GET',
  path: '/api/v1/workers/:hostname',
  permission: 'view',
  costly: true,
  summary: 'One worker with what it holds, its statistics and its configuration',
  params: z.object({ hostname: EntityName }),
  query: WindowParams,
  answers: { 200: WorkerAnswer },
  async handle({ params, query, principal }, services) {
    const view = await workerView.compute(services, { ...params, ...query }, viewerOf(principal));
    if (view === null) throw new HttpProblem(404, 'worker_unknown', 'No worker of that name was seen.');
    const { worker, running, reserved, scheduled, ...rest } = view;
    // The worker's own `reserved` and `scheduled` are counts, so the rows have other names here.
    return { ...worker, ...rest, runningRows: running, reservedRows: reserved, scheduledRows: scheduled };
  },
});
