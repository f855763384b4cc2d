import { z } from 'zod';
import type { QueueLane } from '@/lib/cluster/queue';
import type { QueueReading } from './broker';

const count = z.number().int().nonnegative();
const rate = z.object({ rate: z.number() });

const QueueItem = z.object({
  name: z.string().min(1).max(255),
  type: z.string().optional(),
  auto_delete: z.boolean().nullish(),
  exclusive: z.boolean().nullish(),
  arguments: z.record(z.string(), z.unknown()).optional().catch(undefined),
  messages_ready: count.optional().catch(undefined),
  messages_unacknowledged: count.optional().catch(undefined),
  consumers: count.optional().catch(undefined),
  message_stats: z
    .object({
      publish_details: rate.optional().catch(undefined),
      ack_details: rate.optional().catch(undefined),
      deliver_no_ack_details: rate.optional().catch(undefined),
      get_no_ack_details: rate.optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
  backing_queue_status: z
    .object({
      priority_lengths: z
        .record(z.string().regex(/^\d{1,3}$/), count)
        .optional()
        .catch(undefined),
    })
    .optional()
    .catch(undefined),
});
type QueueItem = z.infer<typeof QueueItem>;

/** The fields of `/api/queues` that are read; all the rest stays at the server. */
export const QUEUE_COLUMNS =
  'name,type,auto_delete,exclusive,arguments,messages_ready,messages_unacknowledged,consumers,' +
  'message_stats.publish_details.rate,message_stats.ack_details.rate,message_stats.deliver_no_ack_details.rate,' +
  'message_stats.get_no_ack_details.rate,backing_queue_status.priority_lengths';

/** Why the next or oldest message of a RabbitMQ queue is never looked at. */
export const NEVER_PEEKED = { headUuid: 'peek_marks_redelivered', oldestUuid: 'peek_marks_redelivered' } as const;

/** Readings of the queues that hold tasks; what is not a queue or is Celery's own plumbing is left out. */
export function decodeQueueItems(items: readonly unknown[], ratesOn: boolean): QueueReading[] {
  return items.flatMap((item) => {
    const parsed = QueueItem.safeParse(item);
    return parsed.success && !isPlumbing(parsed.data) ? [toReading(parsed.data, ratesOn)] : [];
  });
}

const uuidAtEnd = /(?:^|\.)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Queues of events, remote control and RPC results: each belongs to one process and goes with it. */
export function isPlumbing(queue: {
  readonly name: string;
  readonly auto_delete?: boolean | null;
  readonly exclusive?: boolean | null;
}): boolean {
  if (queue.name.startsWith('celeryev.') || queue.name.endsWith('.pidbox') || queue.name.startsWith('amq.gen-'))
    return true;
  return queue.exclusive === true || (queue.auto_delete === true && uuidAtEnd.test(queue.name));
}

function toReading(item: QueueItem, ratesOn: boolean): QueueReading {
  const unknown: Record<string, string> = { ...NEVER_PEEKED };
  const orUnknown = <T>(field: string, value: T | null | undefined, reason: string): T | null => {
    if (value === undefined || value === null) unknown[field] = reason;
    return value ?? null;
  };
  const rates = ratesOn ? toRates(item) : null;
  const lanes = toLanes(item);
  return {
    name: item.name,
    // The two figures lag differently; shown together they must agree.
    ready: orUnknown('ready', lanes === null ? item.messages_ready : sumOf(lanes), 'management_no_figure'),
    readyByPriority: orUnknown('readyByPriority', lanes, 'management_no_priorities'),
    unacked: orUnknown('unacked', item.messages_unacknowledged, 'management_no_figure'),
    consumers: orUnknown('consumers', item.consumers, 'management_no_figure'),
    inPerSecond: orUnknown('inPerSecond', rates?.in, 'management_rates_off'),
    outPerSecond: orUnknown('outPerSecond', rates?.out, 'management_rates_off'),
    headUuid: null,
    oldestUuid: null,
    unknown,
  };
}

/** Statistics that are missing mean that nothing has happened yet, as long as the server counts at all. */
function toRates({ message_stats: stats }: QueueItem): { in: number; out: number } {
  const of = (details: { rate: number } | undefined): number => Math.max(0, details?.rate ?? 0);
  return {
    in: of(stats?.publish_details),
    out: of(stats?.ack_details) + of(stats?.deliver_no_ack_details) + of(stats?.get_no_ack_details),
  };
}

/** RabbitMQ serves the larger number first. A queue without priorities is one lane. */
function toLanes(item: QueueItem): QueueLane[] | null {
  const lengths = item.backing_queue_status?.priority_lengths;
  if (lengths !== undefined) {
    return Object.entries(lengths)
      .map(([priority, ready]) => ({ priority: Number(priority), ready }))
      .sort((a, b) => b.priority - a.priority);
  }
  if (item.messages_ready === undefined || item.arguments?.['x-max-priority'] !== undefined) return null;
  return [{ priority: 0, ready: item.messages_ready }];
}

function sumOf(lanes: readonly QueueLane[]): number {
  return lanes.reduce((sum, { ready }) => sum + ready, 0);
}
