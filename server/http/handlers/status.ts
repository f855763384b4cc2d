import { StatusView } from '@/lib/api/schemas';
import { statusView } from '../../views/status';
import { viewerOf } from '../authorise';
import { defineEndpoint } from '../endpoint';

export const status = defineEndpoint({
  method: 'GET',
  path: '/api/v1/status',
  permission: 'view',
  summary: 'Broker, collector and store at a glance',
  answers: { 200: StatusView },
  handle: ({ principal }, services) => statusView.compute(services, {}, viewerOf(principal)),
});
