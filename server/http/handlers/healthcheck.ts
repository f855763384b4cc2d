import { z } from 'zod';
import { Answer, defineEndpoint } from '../endpoint';
import { reasonsNotReady } from './ready';

/** Flower's check. It stays 200 while pages can be served: to restart this process would bring no collector back. */
export const healthcheck = defineEndpoint({
  method: 'GET',
  path: '/healthcheck',
  permission: 'public',
  isProbe: true,
  summary: 'OK while the process works, and what keeps it from showing live data',
  answers: { 200: z.string() },
  handle: (_call, services) =>
    new Answer(200, ['OK', ...reasonsNotReady(services)].join('\n'), 'text/plain; charset=utf-8'),
});
