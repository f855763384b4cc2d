import { isEnded } from '@/lib/celery/task-state';
import type { JobResult } from '@/lib/jobs/job';
import { ControlError } from '../control/control-context';
import { tellWorkers } from '../control/revoke';
import { resultOf, type Step, type Stepped } from './step';

/** One broadcast for all that have not ended. Where it fails nothing is lost by sending it again. */
export async function revokeStep(step: Step): Promise<Stepped> {
  const { job, uuids, context } = step;
  const skipped = new Map(uuids.map((_, index) => [index, skippedResult(step, index)]));
  const open = uuids.filter((_, index) => skipped.get(index) === null);
  if (step.isOver()) return { results: [], answers: [], held: null };
  const at = context.now();
  try {
    const answers = open.length === 0 ? [] : await tellWorkers(context, open, job);
    context.keepRevokes(open.map((id) => ({ id, at, actor: job.actor, reason: job.reason })));
    const good = answers.filter(({ outcome }) => outcome === 'ok').length;
    const how = job.terminate ? ` and terminate (${job.signal})` : '';
    const told = `${good} of ${answers.length} workers took note`;
    for (const uuid of open) {
      context.revoked(uuid, at, answers);
      context.note(uuid, `Revoke${how} asked by ${job.actor} in a bulk job: ${told}`);
    }
    const came = (index: number): JobResult => {
      if (good > 0) return resultOf(step, index, 'done', { detail: told });
      const kept = 'it is kept, and sent to each worker that does not know it';
      return answers.length === 0
        ? resultOf(step, index, 'done', { code: 'kept', detail: `No worker is known: ${kept}` })
        : resultOf(step, index, 'failed', { code: 'no_answer', detail: `${told}: ${kept}` });
    };
    return { results: uuids.map((_, index) => skipped.get(index) ?? came(index)), answers, held: null };
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    return { results: [], answers: [], held: error.message };
  }
}

function skippedResult(step: Step, index: number): JobResult | null {
  const task = step.task(step.uuids[index] ?? '');
  if (task === null)
    return resultOf(step, index, 'skipped', { code: 'task_unknown', detail: 'Nothing is known of it any more.' });
  if (!isEnded(task.state)) return null;
  const detail = `It has ended (${task.state}): a revoke would only overwrite its stored result.`;
  return resultOf(step, index, 'skipped', { code: 'already_ended', detail });
}
