import { z } from 'zod';
import { PauseAnswer } from '@/lib/api/schemas';
import { EntityName } from '../../views/params';
import { callerOf } from '../authorise';
import { Reason } from '../control-bodies';
import { defineEndpoint } from '../endpoint';

const params = z.object({ name: EntityName });

export const pauseQueue = defineEndpoint({
  method: 'POST',
  path: '/api/v1/queues/:name/pause',
  permission: 'control',
  action: 'pause-queue',
  summary: 'Tells every worker that takes from a queue to stop; with again also those that start later',
  params,
  body: z.object({ again: z.boolean().default(false), reason: Reason }),
  answers: { 200: PauseAnswer },
  handle: ({ params: { name: queue }, body: { again, reason }, principal }, { collector }) =>
    collector.call('pauseQueue', { ...callerOf(principal), queue, isHeld: again, reason }),
});

export const resumeQueue = defineEndpoint({
  method: 'POST',
  path: '/api/v1/queues/:name/resume',
  permission: 'control',
  action: 'resume-queue',
  summary: 'Tells the workers that were stopped to take from the queue again',
  params,
  body: z.object({ reason: Reason }),
  answers: { 200: PauseAnswer },
  handle: ({ params: { name: queue }, body, principal }, { collector }) =>
    collector.call('resumeQueue', { ...callerOf(principal), queue, ...body }),
});
