import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { RevokeAnswer } from '@/lib/api/schemas';
import { callerOf } from '../authorise';
import { Force, Reason, Selection, Signal } from '../control-bodies';
import { defineEndpoint } from '../endpoint';
import { selectedTasks } from '../selection';

export const revokeTasks = defineEndpoint({
  method: 'POST',
  path: '/api/v1/tasks/revoke',
  permission: 'control',
  action: 'revoke',
  summary: 'Revokes all tasks of a selection',
  body: Selection.extend({ terminate: z.boolean().default(false), signal: Signal, force: Force, reason: Reason }),
  answers: {
    200: RevokeAnswer.partial().extend({
      count: z.number(),
      batchId: z.string().optional(),
      uuids: z.array(z.string()),
    }),
  },
  async handle({ body, principal }, services) {
    const uuids = await selectedTasks(body, services);
    if (body.dryRun) return { count: uuids.length, uuids };
    const { terminate, signal, force, reason } = body;
    const batchId = randomUUID();
    const done = await services.collector.call('revoke', {
      ...callerOf(principal),
      uuids,
      terminate,
      signal,
      force,
      reason,
      batchId,
    });
    return { count: uuids.length, uuids, batchId, ...done };
  },
});
