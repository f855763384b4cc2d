import { z } from 'zod';
import { ControlAnswer } from '@/lib/api/schemas';
import { callerOf } from '../authorise';
import { requireNoBounds } from '../control-scope';
import { Reason, Signal } from '../control-bodies';
import { defineEndpoint } from '../endpoint';
import { Headers } from '../worker-bodies';

export const revokeByHeaders = defineEndpoint({
  method: 'POST',
  path: '/api/v1/tasks/revoke-by-headers',
  permission: 'control',
  action: 'revoke-by-headers',
  summary: 'Asks every worker not to run tasks that bear a stamp, or to end them; needs Celery 5.3',
  body: z.object({ headers: Headers, terminate: z.boolean().default(false), signal: Signal, reason: Reason }),
  answers: { 200: ControlAnswer },
  handle({ body, principal }, { collector }) {
    // Which tasks bear the stamp nobody knows.
    requireNoBounds(principal);
    return collector.call('revokeByHeaders', { ...callerOf(principal), ...body });
  },
});
