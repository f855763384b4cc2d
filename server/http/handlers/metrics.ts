import { z } from 'zod';
import { Answer, defineEndpoint } from '../endpoint';

/** Open to scrapers as in Flower, unless `--metrics-auth` has it ask who calls. */
export const metrics = defineEndpoint({
  method: 'GET',
  path: '/metrics',
  permission: 'public',
  reads: 'metrics',
  summary: 'Workers, tasks and queues, and its own health, for Prometheus',
  answers: { 200: z.string() },
  async handle({ headers }, services) {
    const { accept, 'accept-encoding': acceptEncoding } = headers;
    const asked = { accept, acceptEncoding: [acceptEncoding].flat().join(',') };
    const { contentType, body, encoding } = await services.metrics(asked);
    const vary = { vary: 'accept, accept-encoding' };
    return new Answer(200, body, contentType, encoding === null ? vary : { ...vary, 'content-encoding': encoding });
  },
});
