import { z } from 'zod';
import { EnableEventsAnswer } from '@/lib/api/schemas';
import { EntityName } from '../../views/params';
import { clusterOf } from '../../views/view';
import { callerOf } from '../authorise';
import { Reason } from '../control-bodies';
import { defineEndpoint } from '../endpoint';
import { HttpProblem } from '../problem';

export const enableAllEvents = defineEndpoint({
  method: 'POST',
  path: '/api/v1/workers/enable-events',
  permission: 'control',
  action: 'enable-events',
  summary: 'Asks workers (all when none is named) to send task events',
  body: z.object({ hostnames: z.array(EntityName).min(1).max(1000).optional(), reason: Reason }),
  answers: { 200: EnableEventsAnswer },
  handle: ({ body, principal }, { collector }) =>
    collector.call('enableEvents', { ...callerOf(principal), hostnames: body.hostnames ?? null, reason: body.reason }),
});

export const enableEvents = defineEndpoint({
  method: 'POST',
  path: '/api/v1/workers/:hostname/enable-events',
  permission: 'control',
  action: 'enable-events',
  summary: 'Asks one worker to send task events',
  params: z.object({ hostname: EntityName }),
  body: z.object({ reason: Reason }),
  answers: { 200: EnableEventsAnswer },
  handle({ params, body, principal }, services) {
    const { hostname } = params;
    if (!clusterOf(services).workers.has(hostname))
      throw new HttpProblem(404, 'worker_unknown', 'No worker of that name was seen.');
    return services.collector.call('enableEvents', {
      ...callerOf(principal),
      hostnames: [hostname],
      reason: body.reason,
    });
  },
});
