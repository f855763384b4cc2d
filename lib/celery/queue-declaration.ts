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
    const declaration = {
      name,
      exchange: boundedText(exchange['name'], LIMITS.name) ?? '',
      exchangeType: boundedName(exchange['type'], 40) ?? 'direct',
      routingKey: boundedText(queue['routing_key'], LIMITS.name) ?? '',
    };
    // Each worker has a broadcast queue of its own; routes and senders know them all by the alias.
    const alias = boundedName(queue['alias'], LIMITS.name);
    return alias === null || alias === name ? [declaration] : [declaration, { ...declaration, name: alias }];
  });
}
