import { z } from 'zod';
import { InFlightList } from '@/lib/api/schemas';
import { EntityName } from '../../views/params';
import { defineEndpoint } from '../endpoint';

export const listUnacked = defineEndpoint({
  method: 'GET',
  path: '/api/v1/unacked',
  permission: 'view',
  // Each message is judged by all that is known of the workers.
  costly: true,
  summary: 'Messages that were delivered and not acknowledged (Redis), and who has them',
  query: z.object({ queue: EntityName.optional(), limit: z.coerce.number().int().min(1).max(2000).default(500) }),
  answers: { 200: InFlightList },
  handle: ({ query }, { collector }) => collector.call('inFlight', { queue: query.queue ?? null, limit: query.limit }),
});
