import { z } from 'zod';
import { parseTime } from '@/lib/query/time';
import { PastView } from '@/lib/api/schemas';
import { pastView } from '../../views/past';
import { defineEndpoint } from '../endpoint';
import { HttpProblem } from '../problem';

export const getPast = defineEndpoint({
  method: 'GET',
  path: '/api/v1/at',
  permission: 'view',
  costly: true,
  summary: 'The cluster at a second in the past: who ran what, what waited where; null with a reason is not known',
  query: z.object({ time: z.string().max(100) }),
  answers: { 200: PastView },
  handle({ query }, services) {
    const at = parseTime(query.time, services.now());
    if (at !== null) return pastView(services, at);
    const text = `time: “${query.time.slice(0, 80)}” is no time; allowed: -1h, epoch seconds, 2026-11-21T10:00Z.`;
    throw new HttpProblem(400, 'bad_time', text, { field: 'time' });
  },
});
