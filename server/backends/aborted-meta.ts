import { toIsoTime } from '@/lib/celery/iso-time';

/** What `AbortableAsyncResult.abort()` stores in backends of keys and values. */
export function abortedMeta(uuid: string, at: number): string {
  return JSON.stringify({
    status: 'ABORTED',
    result: null,
    traceback: null,
    children: null,
    date_done: toIsoTime(at),
    task_id: uuid,
  });
}
