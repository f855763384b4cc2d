import type { TransportOptions } from './broker';

/** Every key and channel that kombu's Redis transport uses, for one database and one set of transport options. */
export interface RedisNames {
  readonly options: TransportOptions;
  readonly db: number;
  /** Patterns to subscribe to; each message matches one of them. */
  readonly eventPatterns: readonly string[];
  /** Several only behind sentinels, where older workers listen elsewhere. */
  readonly controlChannels: readonly string[];
  readonly controlExchange: string;
  readonly replyExchange: string;
  readonly replyBindingKey: string;
  readonly unackedKey: string;
  readonly unackedIndexKey: string;
  /** Matches the binding sets of all exchanges. */
  readonly bindingGlob: string;
  bindingKey(exchange: string): string;
  /** The exchange of a binding key; null for keys of another kind and exchanges without task queues. */
  readonly taskExchangeOf: (bindingKey: string) => string | null;
  replyKey(oid: string): string;
  replyBinding(oid: string): string;
  /** The lists of a queue in the order they are served. */
  lanes(queue: string): readonly { readonly priority: number; readonly key: string }[];
  readonly laneFor: (queue: string, priority: number) => string;
}

const BINDING = '_kombu.binding.';

export function redisNames(options: TransportOptions, db: number, behindSentinels: boolean): RedisNames {
  const prefix = options.globalKeyprefix;
  const controlExchange = `${options.controlExchange}.pidbox`;
  const replyExchange = `reply.${controlExchange}`;
  const topics = (exchange: string): string[] =>
    fanoutPrefixes(options, db, behindSentinels).map((fanout) => `${prefix}${fanout}${exchange}`);
  const laneKey = (queue: string, step: number): string =>
    `${prefix}${queue}${step === 0 ? '' : `${options.sep}${step}`}`;
  const laneFor = (queue: string, priority: number): string => {
    const known = Math.max(0, Math.min(9, Math.trunc(priority)));
    // Below the first step kombu takes the last one.
    const step = options.prioritySteps.findLast((candidate) => candidate <= known) ?? options.prioritySteps.at(-1);
    return laneKey(queue, step ?? 0);
  };
  return {
    options,
    db,
    // Both forms: with `fanout_patterns` off everything comes on the exchange's own channel.
    eventPatterns: topics(options.eventExchange).flatMap((topic) => [`${escapeGlob(topic)}/*`, escapeGlob(topic)]),
    controlChannels: topics(controlExchange),
    controlExchange,
    replyExchange,
    replyBindingKey: `${prefix}${BINDING}${replyExchange}`,
    unackedKey: prefix + options.unackedKey,
    unackedIndexKey: prefix + options.unackedIndexKey,
    bindingGlob: `${escapeGlob(prefix + BINDING)}*`,
    bindingKey: (exchange) => `${prefix}${BINDING}${exchange}`,
    taskExchangeOf(key) {
      if (!key.startsWith(prefix + BINDING)) return null;
      const exchange = key.slice(prefix.length + BINDING.length);
      const isOurs = exchange === options.eventExchange || exchange.endsWith('.pidbox') || exchange === 'celeryev';
      return isOurs || exchange === '' ? null : exchange;
    },
    // Replies have priority 0, which has a lane of its own where 0 is no step.
    replyKey: (oid) => laneFor(`${oid}.${replyExchange}`, 0),
    // The keys take the global prefix, the queue's name inside the binding does not.
    replyBinding: (oid) => [oid, '', `${oid}.${replyExchange}`].join(options.sep),
    lanes: (queue) => options.prioritySteps.map((priority) => ({ priority, key: laneKey(queue, priority) })),
    laneFor,
  };
}

function fanoutPrefixes(options: TransportOptions, db: number, behindSentinels: boolean): string[] {
  const template =
    typeof options.fanoutPrefix === 'string' ? options.fanoutPrefix : options.fanoutPrefix ? '/{db}.' : '';
  const filled = template.replaceAll('{db}', String(db));
  // Before kombu 5.4 the number was not filled in behind sentinels.
  return behindSentinels && filled !== template ? [filled, template] : [filled];
}

function escapeGlob(text: string): string {
  return text.replace(/[\\*?[\]]/g, '\\$&');
}
