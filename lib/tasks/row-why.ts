import type { TaskRow } from '../api/views';
import { message, type Message } from '../i18n/message';
import { splitException } from './exception-text';

/** The key of what keeps a task whatever else is true of it. */
export const REVOKED = 'tasks.why.revoked';

/** The key of what a task gave back. */
export const RESULT = 'tasks.why.result';

/** What the last column of the list says of a row; null when there is nothing to say. */
export function whyOf(row: TaskRow, matches: boolean, now: number): Message | null {
  if (!matches) return message('tasks.why.noLongerMatches', { state: row.state });
  if (row.findings.includes('duplicate-execution'))
    return message('tasks.why.ranTwice', { deliveries: row.deliveries });
  // Neither its eta nor its next try comes to pass.
  if (row.waits?.key === REVOKED) return row.waits;
  if (row.state === 'RECEIVED' && row.findings.includes('prefetch-starvation'))
    return message('tasks.why.starved', { worker: row.worker ?? '?' });
  return ended(row) ?? waiting(row, now);
}

function ended(row: TaskRow): Message | null {
  switch (row.state) {
    case 'FAILURE':
      return message(row.retries > 0 ? 'tasks.why.failedTry' : 'tasks.why.failed', {
        ...exceptionOf(row),
        tries: row.retries + 1,
      });
    case 'SUCCESS':
      return row.result === null || row.result === 'None' ? null : message(RESULT, { result: row.result });
    case 'REVOKED':
      return message(row.startedAt === null ? 'tasks.why.revokedWaiting' : 'tasks.why.revokedRunning');
    case 'REJECTED':
      return message('tasks.why.rejected');
    case 'CANCELLED':
      // A worker that cancels a run has received it.
      return message(row.receivedAt === null ? 'tasks.why.removed' : 'tasks.why.cancelled');
    case 'LOST':
      return message('tasks.why.lost', { worker: row.worker ?? '?' });
    case 'UNKNOWN':
      return message('tasks.why.unknown', { at: row.updatedAt });
    default:
      return null;
  }
}

function waiting(row: TaskRow, now: number): Message | null {
  const dueIn = row.eta === null ? 0 : row.eta - now;
  if (row.state === 'RETRY') {
    const values = { ...exceptionOf(row), tries: row.retries + 1 };
    return dueIn > 0
      ? message('tasks.why.retryIn', { ...values, inSeconds: Math.ceil(dueIn) })
      : message('tasks.why.retry', values);
  }
  if (row.state !== 'SENT' && row.state !== 'RECEIVED')
    return isRedelivered(row) ? message('tasks.why.delivery', { deliveries: row.deliveries }) : null;
  if (dueIn > 0) return message('tasks.why.scheduled', { at: row.eta ?? now, inSeconds: Math.ceil(dueIn) });
  if (row.waits !== undefined) return row.waits;
  if (row.state === 'SENT') return message('tasks.why.sent');
  return message(isRedelivered(row) ? 'tasks.why.redelivered' : 'tasks.why.reserved', {
    worker: row.worker ?? '?',
    deliveries: row.deliveries,
  });
}

// Each retry is received anew, which is no redelivery.
function isRedelivered({ deliveries, retries }: TaskRow): boolean {
  return deliveries > retries + 1;
}

function exceptionOf(row: TaskRow): { type: string; text: string } {
  const { type, message: text } = splitException(row.exception ?? '');
  return { type, text: text.replace(/\s+/g, ' ') };
}
