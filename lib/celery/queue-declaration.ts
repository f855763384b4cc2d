import { boundedName, boundedText, isRecord, LIMITS } from './bounded';

/** A queue as a worker declares it (`active_queues`). */
export interface QueueDeclaration {
  readonly name: string;
  readonly exchange: string;
  /** `direct`, `topic`, `fanout`, … */
  readonly exchangeType: string;
  readonly routingKey: string;
}

/** The queues in a reply to `active_queues`; what has no name is left out. */
export function decodeQueueDeclarations(reply: unknown, most: number): readonly QueueDeclaration[] {
  if (!Array.isArray(reply)) return [];
  return reply.slice(0, most).flatMap((queue: unknown) => {
    const name = isRecord(queue) ? boundedName(queue['name'], LIMITS.name) : null;
    if (!isRecord(queue) || name === null) return [];
    const exchange = isRecord(queue['exchange']) ? queue['exchange'] : {};
    return [
      {
        name,
        exchange: boundedText(exchange['name'], LIMITS.name) ?? '',
        exchangeType: boundedName(exchange['type'], 40) ?? 'direct',
        routingKey: boundedText(queue['routing_key'], LIMITS.name) ?? '',
      },
    ];
  });
}
