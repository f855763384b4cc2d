import { MarksView } from '@/lib/api/schemas';
import { marksView } from '../../views/marks';
import { WindowParams } from '../../views/params';
import { viewerOf } from '../authorise';
import { defineEndpoint } from '../endpoint';

export const marks = defineEndpoint({
  method: 'GET',
  path: '/api/v1/marks',
  permission: 'view',
  costly: true,
  summary: 'What explains the charts of a time: gaps, lost events, starts and stops of workers, actions',
  query: WindowParams,
  answers: { 200: MarksView },
  handle: ({ query, principal }, services) => marksView.compute(services, query, viewerOf(principal)),
});
