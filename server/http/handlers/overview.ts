import { z } from 'zod';
import { Overview } from '@/lib/api/schemas';
import { overviewView } from '../../views/overview';
import { PeriodParam } from '../../views/params';
import { viewerOf } from '../authorise';
import { defineEndpoint } from '../endpoint';

export const overview = defineEndpoint({
  method: 'GET',
  path: '/api/v1/overview',
  permission: 'view',
  summary: 'Throughput, waits and runs of a period',
  query: z.object({ period: PeriodParam }),
  answers: { 200: Overview },
  handle: ({ query, principal }, services) => overviewView.compute(services, query, viewerOf(principal)),
});
