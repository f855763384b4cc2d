import { z } from 'zod';
import { FindingsView } from '@/lib/api/schemas';
import { findingsView } from '../../views/log';
import { FindingState } from '../../views/params';
import { viewerOf } from '../authorise';
import { defineEndpoint } from '../endpoint';

export const listFindings = defineEndpoint({
  method: 'GET',
  path: '/api/v1/findings',
  permission: 'view',
  summary: 'Problems that were found',
  query: z.object({ state: FindingState }),
  answers: { 200: FindingsView },
  handle: ({ query, principal }, services) => findingsView.compute(services, query, viewerOf(principal)),
});
