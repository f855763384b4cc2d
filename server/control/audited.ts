import type { Action } from '@/lib/cluster/action';
import type { Caller } from '../collector/messages';
import { ControlError, newAction, type ControlContext } from './control-context';

type Request = Caller & { readonly reason?: string; readonly batchId?: string };

/** Runs a control; when it can't be carried out, that leaves an entry for each subject too. */
export async function audited<T>(
  context: ControlContext,
  entry: Pick<Action, 'name' | 'parameters'> & { readonly subjects: readonly Action['subject'][] },
  request: Request,
  run: () => Promise<T>,
): Promise<T> {
  const startedAt = context.now();
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    const { subjects, ...same } = entry;
    for (const subject of subjects) {
      const action = newAction(request, startedAt, {
        ...same,
        subject,
        // 503: it was tried and the broker did not take it; else it was not even tried.
        outcome: error.status === 503 ? 'failed' : 'refused',
        summary: `${error.code}: ${error.message}`,
        reason: request.reason ?? null,
        batchId: request.batchId ?? null,
        durationMs: Math.round((context.now() - startedAt) * 1000),
      });
      context.record(action);
    }
    throw error;
  }
}
