import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { CollectorError } from '../../collector-error';
import { callerOf } from '../authorise';
import { Reason, Selection } from '../control-bodies';
import { defineEndpoint } from '../endpoint';
import { selectedTasks } from '../selection';

const Result = z.object({
  uuid: z.string(),
  outcome: z.enum(['retried', 'refused', 'failed']),
  newUuid: z.string().nullable(),
  code: z.string().nullable(),
  detail: z.string().nullable(),
});
type Result = z.infer<typeof Result>;

/** How many are on their way to the broker at a time. */
const ABREAST = 4;

export const retryTasks = defineEndpoint({
  method: 'POST',
  path: '/api/v1/tasks/retry',
  permission: 'control',
  action: 'retry',
  summary: 'Sends all tasks of a selection again; those whose arguments can’t be had are refused one by one',
  body: Selection.extend({ reason: Reason }),
  answers: {
    200: z.object({
      count: z.number(),
      retried: z.number().optional(),
      batchId: z.string().optional(),
      uuids: z.array(z.string()).optional(),
      results: z.array(Result).optional(),
    }),
  },
  async handle({ body, principal }, services) {
    const uuids = await selectedTasks(body, services);
    if (body.dryRun) return { count: uuids.length, uuids };
    const batchId = randomUUID();
    const retry = async (uuid: string): Promise<Result> => {
      try {
        const request = { ...callerOf(principal), uuid, reason: body.reason, batchId };
        const sent = await services.collector.call('retry', request);
        return { uuid, outcome: 'retried', newUuid: sent.uuid, code: null, detail: null };
      } catch (error) {
        if (!(error instanceof CollectorError)) throw error;
        const outcome = error.status < 500 ? 'refused' : 'failed';
        return { uuid, outcome, newUuid: null, code: error.code, detail: error.message };
      }
    };
    const results = await inTurn(uuids, retry);
    const retried = results.filter((result) => result.outcome === 'retried').length;
    return { count: uuids.length, retried, batchId, results };
  },
});

/** The results in the order of the items. */
async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += ABREAST) {
    results.push(...(await Promise.all(items.slice(start, start + ABREAST).map(work))));
  }
  return results;
}
