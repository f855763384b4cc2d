import { z } from 'zod';
import { Answer, defineEndpoint } from '../endpoint';

export const metrics = defineEndpoint({
  method: 'GET',
  path: '/metrics',
  permission: 'view',
  reads: 'metrics',
  summary: 'Its own health for Prometheus',
  answers: { 200: z.string() },
  handle: async (_call, services) =>
    new Answer(200, await services.metrics(), 'text/plain; version=0.0.4; charset=utf-8'),
});
