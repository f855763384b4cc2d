import { z } from 'zod';
import { Completions } from '@/lib/api/schemas';
import { completeFilter as complete } from '../../views/completions';
import { defineEndpoint } from '../endpoint';

export const completeFilter = defineEndpoint({
  method: 'GET',
  path: '/api/v1/tasks/complete',
  permission: 'view',
  costly: true,
  summary:
    'What may stand at a place (`at`, else the end) of a filter: fields, and values with how many tasks have them',
  query: z.object({ q: z.string().max(4000).default(''), at: z.coerce.number().int().min(0).max(4000).optional() }),
  answers: { 200: Completions },
  handle: ({ query: { q, at = q.length } }, services) => complete(services, q, Math.min(at, q.length)),
});
