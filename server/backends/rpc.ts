import { isRecord } from '@/lib/celery/bounded';
import { isReady, type UnreadValue } from '@/lib/tasks/stored-answer';
import type { AnswerMessage, Broker } from '../brokers/broker';
import { openContent } from '../brokers/kombu-envelope';
import type { ResultBackend, StoredResult } from './backend';
import type { BackendOpener } from './index';
import { toStoredResult } from './stored-result';
import { unreadValue } from './unread-value';

const MAX_TASKS = 5000;
const MAX_ANSWER_BYTES = 1024 * 1024;
const MAX_KEPT_BYTES = 32 * 1024 * 1024;

interface Kept {
  readonly stored: StoredResult | null;
  readonly unread: UnreadValue | null;
  readonly bytes: number;
}

export interface RpcAnswers {
  readonly open: BackendOpener;
  /** Where workers shall answer a task that is sent now; null where no answer can reach us. */
  replyTo(uuid: string): Promise<string | null>;
}

/**
 * The `rpc://` backend keeps nothing: an answer goes to the queue of who sent the task. So we see those to tasks of ours,
 * which name our own queue of replies, and keep the newest of each for as long as there is room.
 */
export function createRpcAnswers(broker: Pick<Broker, 'replyTo' | 'onAnswer'>): RpcAnswers {
  const kept = new Map<string, Kept | null>();
  let bytes = 0;

  const forget = (uuid: string): void => {
    bytes -= kept.get(uuid)?.bytes ?? 0;
    kept.delete(uuid);
  };

  const take = (message: AnswerMessage): void => {
    const { correlationId: uuid } = message;
    const before = kept.get(uuid);
    // Not a task of ours, or one that was forgotten; and what is late changes no result.
    if (before === undefined || (before?.stored !== null && isReady(before?.stored.status ?? ''))) return;
    forget(uuid);
    const answer = { ...toKept(message), bytes: Math.min(message.body.length, MAX_ANSWER_BYTES) };
    kept.set(uuid, answer);
    bytes += answer.bytes;
    for (const [oldest] of kept) {
      if (bytes <= MAX_KEPT_BYTES) break;
      forget(oldest);
    }
  };
  broker.onAnswer?.(take);

  const backend: ResultBackend = {
    kind: 'rpc',
    url: 'rpc://',
    read(uuids) {
      const found = uuids.flatMap((uuid) => kept.get(uuid)?.stored ?? []);
      return Promise.resolve(new Map(found.map((stored) => [stored.uuid, stored])));
    },
    unread: (uuid) => Promise.resolve(kept.get(uuid)?.unread ?? null),
    isSeen: (uuid) => kept.has(uuid),
    close: () => Promise.resolve(),
  };

  return {
    open: (url) => (/^rpc(?::|$)/.test(url) ? { ok: true, backend } : null),
    async replyTo(uuid) {
      const address = (await broker.replyTo?.().catch(() => null)) ?? null;
      if (address === null) return null;
      const [oldest] = kept.keys();
      if (kept.size >= MAX_TASKS && oldest !== undefined) forget(oldest);
      kept.set(uuid, null);
      return address;
    },
  };
}

function toKept({
  correlationId,
  contentType,
  contentEncoding,
  compression,
  body,
}: AnswerMessage): Omit<Kept, 'bytes'> {
  const unread = { stored: null, unread: unreadValue(body, body.length, MAX_ANSWER_BYTES) };
  if (body.length > MAX_ANSWER_BYTES) return unread;
  const opened = openContent(body, contentType, contentEncoding, compression);
  const meta = opened.ok && isRecord(opened.value) ? opened.value : null;
  const stored = meta === null ? null : toStoredResult(correlationId, meta);
  return stored === null ? unread : { stored, unread: null };
}
