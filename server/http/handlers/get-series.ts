import { SeriesView } from '@/lib/api/schemas';
import { SeriesParams, seriesView } from '../../views/series';
import { viewerOf } from '../authorise';
import { defineEndpoint } from '../endpoint';

export const getSeries = defineEndpoint({
  method: 'GET',
  path: '/api/v1/series',
  permission: 'view',
  costly: true,
  summary: 'Counts, rates and percentiles of waits and runs of a type (`name`), a queue, a worker, or of everything',
  query: SeriesParams,
  answers: { 200: SeriesView },
  handle: ({ query, principal }, services) => seriesView.compute(services, query, viewerOf(principal)),
});
