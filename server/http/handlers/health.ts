import { z } from 'zod';
import { defineEndpoint } from '../endpoint';

export const health = defineEndpoint({
  method: 'GET',
  path: '/api/v1/health',
  permission: 'public',
  isProbe: true,
  summary: 'Whether the process works',
  answers: { 200: z.object({ status: z.literal('ok'), version: z.string(), uptimeSeconds: z.number() }) },
  handle: (_call, { version, now, startedAt }) => ({
    status: 'ok',
    version,
    uptimeSeconds: Math.round(now() - startedAt),
  }),
});
