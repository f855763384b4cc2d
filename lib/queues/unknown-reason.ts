import type { QueueView } from '../cluster/queue';
import { message, type Message } from '../i18n/message';

/** Every reason that brokers and the collector give for a figure that is not known. */
export const UNKNOWN_REASONS = [
  'ACCESS_REFUSED',
  'AMQP_ERROR',
  'NOT_FOUND',
  'PRECONDITION_FAILED',
  'RESOURCE_LOCKED',
  'empty',
  'management_no_figure',
  'management_no_priorities',
  'management_not_found',
  'management_not_json',
  'management_not_rabbitmq',
  'management_other_cluster',
  'management_rates_off',
  'management_too_large',
  'management_unauthorized',
  'management_unreachable',
  'needs_task_send_sent_event',
  'no_inspect_reply',
  'not_asked',
  'not_read_yet',
  'not_readable',
  'peek_marks_redelivered',
  'queue_missing',
  'read_separately',
  'redis_has_no_consumers',
  'redis_keeps_no_rates',
  'sent_not_seen',
] as const;

const KNOWN: ReadonlySet<string> = new Set(UNKNOWN_REASONS);

/** A reason in words. A code of a newer collector is shown as it is. */
export function unknownReason(code: string | undefined): Message {
  if (code === undefined) return message('queues.unknown.untold');
  return KNOWN.has(code) ? message(`queues.unknown.${code}`) : message('queues.unknown.other', { told: code });
}

/** The reason code of a figure: the age of the oldest message is not known where that message can't be looked at. */
export function reasonCode(queue: Pick<QueueView, 'unknown'>, field: string): string | undefined {
  const code = queue.unknown[field];
  const unseen = queue.unknown['oldestUuid'];
  return field === 'oldestAgeSeconds' && code === 'sent_not_seen' && unseen !== undefined && unseen !== 'empty'
    ? unseen
    : code;
}

const SHOWN_FIELDS = [
  'ready',
  'readyByPriority',
  'unacked',
  'consumers',
  'oldestAgeSeconds',
  'inPerSecond',
  'outPerSecond',
] as const satisfies readonly (keyof QueueView)[];
export type UnknownField = (typeof SHOWN_FIELDS)[number];

export interface UnknownFigure {
  readonly reason: Message;
  readonly fields: readonly UnknownField[];
}

/** What of a queue is not known, by reason; an empty queue has no oldest message, which is nothing unknown. */
export function unknownFigures(queue: QueueView): readonly UnknownFigure[] {
  const byReason = new Map<string, { reason: Message; fields: UnknownField[] }>();
  for (const field of SHOWN_FIELDS) {
    if (queue[field] !== null || (field === 'oldestAgeSeconds' && queue.ready === 0)) continue;
    const code = reasonCode(queue, field);
    const known = byReason.get(code ?? '');
    if (known) known.fields.push(field);
    else byReason.set(code ?? '', { reason: unknownReason(code), fields: [field] });
  }
  return [...byReason.values()];
}
