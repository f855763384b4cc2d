import { z } from 'zod';
import { LanesView } from '@/lib/api/schemas';
import { parseTime } from '@/lib/query/time';
import { lanesOf } from '../../views/lanes';
import { EntityName } from '../../views/params';
import { defineEndpoint } from '../endpoint';
import { HttpProblem } from '../problem';

export const lanes = defineEndpoint({
  method: 'GET',
  path: '/api/v1/lanes',
  permission: 'view',
  costly: true,
  summary: 'What each slot of each worker ran in a time, as columns: at most 40,000 runs, the newest',
  query: z.object({
    from: z.string().max(100).default('-15m'),
    to: z.string().max(100).default('now'),
    worker: EntityName.optional(),
  }),
  answers: { 200: LanesView },
  handle({ query }, services) {
    const now = services.now();
    const [from, to] = [parseTime(query.from, now), parseTime(query.to, now)];
    if (from === null) throw new HttpProblem(400, 'bad_from', 'from: a time such as -15m, or epoch seconds.');
    if (to === null) throw new HttpProblem(400, 'bad_to', 'to: a time such as now, or epoch seconds.');
    return lanesOf(services, { from, to, worker: query.worker ?? null });
  },
});
