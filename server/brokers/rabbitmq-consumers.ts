import { z } from 'zod';
import type { ConsumerPrefetch } from './broker';

const ConsumerItem = z.object({
  queue: z.object({ name: z.string() }),
  prefetch_count: z.number().int().nonnegative(),
  channel_details: z.object({ name: z.string(), connection_name: z.string() }),
});
const ChannelItem = z.object({ name: z.string(), global_prefetch_count: z.number().int().nonnegative() });

export const CONSUMER_COLUMNS = 'queue.name,prefetch_count,channel_details.name,channel_details.connection_name';
export const CHANNEL_COLUMNS = 'name,global_prefetch_count';

const pidbox = /^(.+)\.[^.]+\.pidbox$/;

/**
 * The prefetch limits of each queue's consumers. Celery limits the channel (`global`) up to RabbitMQ 3, and the consumer
 * on quorum queues. A worker consumes from all its queues over one connection, and its remote control queue names it.
 */
export function decodeConsumers(
  consumers: unknown,
  channels: unknown,
): ReadonlyMap<string, readonly ConsumerPrefetch[]> {
  const onChannel = new Map(parseAll(ChannelItem, channels).map((item) => [item.name, item.global_prefetch_count]));
  const items = parseAll(ConsumerItem, consumers);
  const workers = new Map<string, string>();
  for (const { queue, channel_details: channel } of items) {
    const worker = pidbox.exec(queue.name)?.[1];
    if (worker !== undefined) workers.set(channel.connection_name, worker);
  }
  const byQueue = new Map<string, ConsumerPrefetch[]>();
  for (const { queue, prefetch_count: own, channel_details: channel } of items) {
    const limit = own === 0 ? (onChannel.get(channel.name) ?? null) : own;
    const list = byQueue.get(queue.name) ?? [];
    list.push({ worker: workers.get(channel.connection_name) ?? null, prefetch: limit });
    byQueue.set(queue.name, list);
  }
  return byQueue;
}

function parseAll<T>(schema: z.ZodType<T>, items: unknown): T[] {
  if (!Array.isArray(items)) return [];
  return items.flatMap((item: unknown) => {
    const parsed = schema.safeParse(item);
    return parsed.success ? [parsed.data] : [];
  });
}
