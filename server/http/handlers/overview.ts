import { Overview } from '@/lib/api/schemas';
import { overviewView } from '../../views/overview';
import { WindowParams } from '../../views/params';
import { viewerOf } from '../authorise';
import { defineEndpoint } from '../endpoint';

export const overview = defineEndpoint({
  method: 'GET',
  path: '/api/v1/overview',
  permission: 'view',
  costly: true,
  summary: 'Throughput, waits and runs of a period',
  query: WindowParams,
  answers: { 200: Overview },
  handle: ({ query, principal }, services) => overviewView.compute(services, query, viewerOf(principal)),
});
