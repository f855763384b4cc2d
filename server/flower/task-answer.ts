import { exceptionRepr } from '@/lib/celery/python-value';
import { isReady, type StoredAnswer } from '@/lib/tasks/stored-answer';
import { sleep } from '../brokers/sleep';
import { CollectorError } from '../collector-error';
import type { Services } from '../http/endpoint';
import { FlowerError } from './flower-error';

/** How long an answer is waited for at most. */
export const LONGEST_WAIT_SECONDS = 300;
const MAX_WAITS = 100;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 500;

let waits = 0;

/** What is stored of a task now; a FlowerError where that can't be known. */
export async function storedAnswer({ collector }: Services, uuid: string): Promise<StoredAnswer> {
  const answer = await collector.call('taskResult', { uuid });
  if (answer.found === 'not-ours')
    throw new FlowerError(503, 'The rpc backend answers only who sent the task, and that was not this server');
  return answer;
}

/**
 * What the result backend holds of a task that was just sent. A look that fails is told as PENDING, Celery's word for what
 * is not known: the task is on its way, and a caller who gets an error sends it once more.
 */
export async function stateOfSent({ collector }: Services, uuid: string): Promise<string> {
  try {
    return (await collector.call('taskResult', { uuid })).status;
  } catch (error) {
    if (error instanceof CollectorError) return 'PENDING';
    throw error;
  }
}

/** Waits until a task has its result; 504 when the time is over, and never longer than somebody waits for the answer. */
export async function awaitAnswer(services: Services, uuid: string, seconds: number): Promise<StoredAnswer> {
  if (waits >= MAX_WAITS) throw new FlowerError(503, `${MAX_WAITS} results are waited for already`);
  const until = performance.now() + Math.min(seconds, LONGEST_WAIT_SECONDS) * 1000;
  waits += 1;
  try {
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)) {
      const answer = await storedAnswer(services, uuid);
      if (isReady(answer.status) || answer.found === 'unread') return answer;
      const left = until - performance.now();
      if (left <= 0 || services.left?.aborted === true) throw new FlowerError(504, 'The result did not come in time');
      await sleep(Math.min(pause, left), services.left ?? NEVER);
    }
  } finally {
    waits -= 1;
  }
}

const NEVER = new AbortController().signal;

/** `result`, and `traceback` of a failure, as Flower writes them: an exception as its `repr`. */
export function resultFields(answer: StoredAnswer): Readonly<Record<string, unknown>> {
  const { status, result, unread, traceback } = answer;
  if (unread !== null) return { result: unreadText(unread) };
  const shown = status === 'SUCCESS' ? result : (exceptionRepr(result) ?? result);
  return status === 'FAILURE' ? { result: shown, traceback } : { result: shown };
}

function unreadText({ format, bytes }: NonNullable<StoredAnswer['unread']>): string {
  if (format === 'pickle') return `a Python pickle of ${bytes} bytes, not opened`;
  return format === 'large'
    ? `a result of ${bytes} bytes, too large to read`
    : `a result of ${bytes} bytes, not readable`;
}
