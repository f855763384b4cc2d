import { z } from 'zod';
import { WhyView } from '@/lib/api/schemas';
import type { Scope } from '@/lib/access/access';
import { isTaskInScope } from '@/lib/access/scope';
import { explainTask as explain } from '@/lib/why/explain';
import type { TaskFacts } from '@/lib/why/facts';
import type { Message } from '@/lib/i18n/message';
import { renderMessage } from '@/lib/i18n/render';
import { factsOf, factsOfUnseen } from '../../views/task-facts';
import { EntityName } from '../../views/params';
import { defineEndpoint, type Services } from '../endpoint';
import { taskUnknown } from '../unknown-task';

export const explainTask = defineEndpoint({
  method: 'GET',
  path: '/api/v1/tasks/:uuid/why',
  permission: 'view',
  // It looks through messages in the broker.
  costly: true,
  summary: 'Why the task waits, or what became of it, with the evidence',
  params: z.object({ uuid: EntityName }),
  answers: { 200: WhyView },
  async handle({ params, principal }, services): Promise<z.infer<typeof WhyView>> {
    const { scope } = principal.access;
    const facts = (await seen(params.uuid, scope, services)) ?? (await factsOfUnseen(params.uuid, services));
    // What was sent a moment ago may be stored by now.
    const known = facts ?? (await seen(params.uuid, scope, services));
    if (known === null) throw taskUnknown();
    const why = explain(known);
    const text = (message: Message): string => renderMessage(message);
    return {
      verdict: why.verdict,
      isProblem: why.isProblem,
      sentence: text(why.sentence),
      evidence: why.evidence.map(({ claim, source, at }) => ({ claim: text(claim), source, at })),
      advice: why.advice === null ? null : text(why.advice.text),
      setting: why.advice?.setting ?? null,
      checked: why.checked.map(({ verdict, holds, note }) => ({
        verdict,
        holds,
        note: note === null ? null : text(note),
      })),
      messages: {
        sentence: why.sentence,
        evidence: why.evidence.map(({ claim }) => claim),
        advice: why.advice?.text ?? null,
        notes: why.checked.map(({ note }) => note),
      },
    };
  },
});

async function seen(uuid: string, scope: Scope, services: Services): Promise<TaskFacts | null> {
  const found = await services.reader().task(uuid);
  if (found === null) return null;
  // Evidence names children, which may be of other queues and types.
  const children = found.children.filter((child) => isTaskInScope(scope, child));
  return factsOf({ ...found, children }, services);
}
