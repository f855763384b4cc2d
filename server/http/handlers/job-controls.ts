import { z } from 'zod';
import { Job } from '@/lib/api/schemas';
import { callerOf, checkMay } from '../authorise';
import { Reason } from '../control-bodies';
import { defineEndpoint } from '../endpoint';
import { JobParams } from '../job-params';
import { HttpProblem } from '../problem';

const Body = z.object({ reason: Reason });
const answers = { 200: z.object({ job: Job }) };

export const abortJob = defineEndpoint({
  method: 'POST',
  path: '/api/v1/jobs/:id/abort',
  permission: 'control',
  action: 'abort-job',
  summary: 'Ends a job at once; what it did stays done',
  params: JobParams,
  body: Body,
  answers,
  async handle({ params, body, principal }, { collector }) {
    const { reason } = body;
    const request = { ...callerOf(principal), id: params.id, ...(reason !== undefined && { reason }) };
    return { job: await collector.call('abortJob', request) };
  },
});

export const continueJob = defineEndpoint({
  method: 'POST',
  path: '/api/v1/jobs/:id/continue',
  permission: 'control',
  action: 'bulk-revoke',
  summary: 'Goes on with a job that was interrupted by a stop of Celeryscope',
  params: JobParams,
  body: Body,
  answers,
  async handle({ params, body, principal }, { collector, reader }) {
    const stored = await reader().job(params.id);
    if (stored === null) throw new HttpProblem(404, 'job_unknown', 'There is no such job.');
    checkMay(principal, `bulk-${stored.action}`);
    const { reason } = body;
    const request = { ...callerOf(principal), id: params.id, ...(reason !== undefined && { reason }) };
    return { job: await collector.call('resumeJob', request) };
  },
});
