import { isRecord } from '@/lib/celery/bounded';
import { decodeIsoTime } from '@/lib/celery/iso-time';
import { openContent } from '../brokers/kombu-envelope';
import type { StoredResult } from './backend';

const MAX_NAME_CHARS = 1000;

/** Reads a stored result; null where there is none or it is not JSON of Celery's shape (a pickle, another's key). */
export function decodeStoredResult(uuid: string, bytes: Buffer | null): StoredResult | null {
  // A pickle or compressed content starts with a byte that no JSON object does.
  if (bytes?.[0] !== OPENING_BRACE) return null;
  const opened = openContent(bytes, 'application/json', 'utf-8', undefined);
  return opened.ok && isRecord(opened.value) ? toStoredResult(uuid, opened.value) : null;
}

/** The same of what is parsed already. */
export function toStoredResult(uuid: string, meta: Readonly<Record<string, unknown>>): StoredResult | null {
  const status = shortText(meta['status']);
  // A key of that name could hold anything; the id inside tells whose result it is.
  if (status === null || (typeof meta['task_id'] === 'string' && meta['task_id'] !== uuid)) return null;
  return {
    uuid,
    status,
    result: meta['result'] ?? null,
    traceback: typeof meta['traceback'] === 'string' ? meta['traceback'] : null,
    doneAt: decodeIsoTime(meta['date_done']),
    name: shortText(meta['name']),
    args: meta['args'] ?? null,
    kwargs: meta['kwargs'] ?? null,
    worker: shortText(meta['worker']),
    retries: typeof meta['retries'] === 'number' ? meta['retries'] : null,
    queue: shortText(meta['queue']),
    parentId: shortText(meta['parent_id']),
    groupId: shortText(meta['group_id']),
  };
}

const OPENING_BRACE = 0x7b;

function shortText(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value.length <= MAX_NAME_CHARS ? value : null;
}
