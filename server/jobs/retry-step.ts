import type { JobResult } from '@/lib/jobs/job';
import { retryRefusal } from '@/lib/tasks/task-actions';
import { BrokerError } from '../brokers/broker';
import { ControlError } from '../control/control-context';
import { planRetry, sendAgain, type RetryPlan } from '../control/retry';
import { resultOf, type Step, type Stepped } from './step';

/** Arguments are looked for side by side; messages are sent one after another. */
const ABREAST = 4;
/** It may have arrived, or not: sent again it might run twice. */
const UNSURE: readonly string[] = [
  'BROKER_LOST',
  'broker_lost',
  'TIMEOUT',
  'timeout',
  'HALF_DONE',
  'publish_unconfirmed',
];
/** The fault of the message or its queue, which waiting does not mend. */
const REFUSED: readonly string[] = ['BAD_MESSAGE', 'queue_missing', 'unroutable', 'publish_refused', 'NOPERM'];
const MAY_ACT = { canControl: true, connected: true };

export async function retryStep(step: Step): Promise<Stepped> {
  const results: JobResult[] = [];
  for (let at = 0; at < step.uuids.length; at += ABREAST) {
    const indexes = step.uuids.slice(at, at + ABREAST).map((_, index) => at + index);
    for (const [index, planned] of await Promise.all(indexes.map(async (of) => [of, await plan(step, of)] as const))) {
      if (step.isOver()) return { results, answers: [], held: null };
      if (!step.context.canAsk()) return { results, answers: [], held: 'The broker is not connected.' };
      const came = isPlan(planned) ? await send(step, index, planned) : planned;
      if (typeof came === 'string') return { results, answers: [], held: came };
      results.push(came);
    }
  }
  return { results, answers: [], held: null };
}

function isPlan(planned: RetryPlan | JobResult): planned is RetryPlan {
  return 'found' in planned;
}

async function plan(step: Step, index: number): Promise<RetryPlan | JobResult> {
  const { job, uuids, context } = step;
  const uuid = uuids[index] ?? '';
  const task = step.task(uuid);
  if (task === null)
    return resultOf(step, index, 'skipped', { code: 'task_unknown', detail: 'Nothing is known of it any more.' });
  const refusal = retryRefusal(task.state, MAY_ACT);
  if (refusal !== null)
    return resultOf(step, index, 'skipped', {
      code: refusal.replace('-', '_'),
      detail: `It is ${task.state}: it would be done twice.`,
    });
  try {
    const asked = { uuid, ...(job.queue !== null && { queue: job.queue }) };
    return await planRetry({ ...context, task: (of) => (of === uuid ? task : step.task(of)) }, asked);
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    return resultOf(step, index, 'skipped', { code: error.code, detail: error.message });
  }
}

/** What came of it; a text is why it was not sent and has to wait. */
async function send(step: Step, index: number, planned: RetryPlan): Promise<JobResult | string> {
  const { job, context } = step;
  try {
    const request = { actor: job.actor, ...(job.countdown !== null && { countdown: job.countdown }) };
    // A new id is nowhere yet: nothing has to be looked up for it.
    const sent = await sendAgain({ ...context, task: context.inMemory }, planned, request);
    return resultOf(step, index, 'done', { detail: `Sent to ${planned.queue}`, newUuid: sent.uuid });
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    const code = error.cause instanceof BrokerError ? error.cause.code : error.code;
    if (UNSURE.includes(code)) {
      const detail = `Whether it arrived can't be known, so it is not sent again: ${error.message}`;
      return resultOf(step, index, 'unsure', { code, detail });
    }
    if (REFUSED.includes(code)) return resultOf(step, index, 'failed', { code, detail: error.message });
    return error.message;
  }
}
