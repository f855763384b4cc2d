import { z } from 'zod';
import { explainTask as explain } from '@/lib/api/why';
import { renderMessage } from '@/lib/i18n/render';
import { clusterOf } from '../../views/view';
import { EntityName } from '../../views/params';
import { defineEndpoint } from '../endpoint';
import { taskUnknown } from '../unknown-task';

const Why = z.object({
  verdict: z.string(),
  sentence: z.string(),
  evidence: z.array(z.object({ claim: z.string(), source: z.string(), at: z.number() })),
  advice: z.string().nullable(),
});

export const explainTask = defineEndpoint({
  method: 'GET',
  path: '/api/v1/tasks/:uuid/why',
  permission: 'view',
  summary: 'Why the task waits, or what became of it, with the evidence',
  params: z.object({ uuid: EntityName }),
  answers: { 200: Why },
  async handle({ params }, services): Promise<z.infer<typeof Why>> {
    const found = await services.reader().task(params.uuid);
    if (found === null) throw taskUnknown();
    const { queues, workers, at } = clusterOf(services);
    const { queue } = found.task;
    const why = explain(found.task, {
      now: services.now(),
      readAt: at,
      queue: queue === null ? null : (queues.get(queue) ?? null),
      workers: [...workers.values()],
    });
    return {
      verdict: why.verdict,
      sentence: renderMessage(why.sentence),
      evidence: why.evidence.map(({ claim, source, at: readAt }) => ({
        claim: renderMessage(claim),
        source,
        at: readAt,
      })),
      advice: why.advice === null ? null : renderMessage(why.advice),
    };
  },
});
