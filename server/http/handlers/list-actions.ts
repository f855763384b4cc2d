import { z } from 'zod';
import { ActionsView } from '@/lib/api/schemas';
import { defineEndpoint } from '../endpoint';

const Query = z.object({
  cursor: z.string().max(1000).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

export const listActions = defineEndpoint({
  method: 'GET',
  path: '/api/v1/actions',
  permission: 'view',
  reads: 'view-audit',
  summary: 'Who did what, when, why, and what came of it',
  query: Query,
  answers: { 200: ActionsView },
  handle: ({ query }, services) => services.reader().actions(query.cursor ?? null, query.limit),
});
