import type { Redis } from 'ioredis';
import { topicMatches } from './kombu-topic';
import type { RedisNames } from './redis-names';

const FRESH_MS = 30_000;
/** For a search: a queue that was made a moment ago would else not be searched. */
export const SEARCH_FRESH_MS = 5000;
const SCAN_COUNT = 1000;
/** Steps of one discovery; a larger database is walked over several of them. */
const SCAN_STEPS = 20;
const MAX_EXCHANGES = 500;
const MAX_MEMBERS = 2000;
const MAX_NAME_CHARS = 500;

interface Binding {
  readonly routingKey: string;
  readonly pattern: string;
  readonly queue: string;
}

/** What the sets `_kombu.binding.*` tell: which queues there are, and where an exchange sends a routing key. */
export interface RedisBindings {
  discover(client: Redis, freshMs?: number): Promise<readonly string[]>;
  queueOf(client: Redis, exchange: string, routingKey: string): Promise<string | null>;
  /** All queues that a message goes to, read now. */
  queuesOf(client: Redis, exchange: string, routingKey: string): Promise<readonly string[]>;
}

/** Never KEYS, and at most 20 steps of SCAN in 30 s, of a search in 5 s; the cursor is kept for the next time. */
export function createRedisBindings(names: () => RedisNames): RedisBindings {
  let cursor = '0';
  let foundFor = '';
  let found = new Set<string>();
  /** Exchanges of the pass that is under way; only a whole pass can tell that one is gone. */
  let passing = new Set<string>();
  let discovery: { readonly at: number; readonly queues: readonly string[] } | null = null;
  const tables = new Map<string, { readonly at: number; readonly bindings: readonly Binding[] }>();

  const scan = async (client: Redis, current: RedisNames): Promise<void> => {
    for (let step = 0; step < SCAN_STEPS; step += 1) {
      const [next, keys] = await client.scan(cursor, 'MATCH', current.bindingGlob, 'COUNT', SCAN_COUNT);
      for (const key of keys) {
        const exchange = current.taskExchangeOf(key);
        if (exchange !== null && exchange.length <= MAX_NAME_CHARS && found.size < MAX_EXCHANGES) {
          found.add(exchange);
          passing.add(exchange);
        }
      }
      cursor = next;
      if (cursor !== '0') continue;
      found = passing;
      passing = new Set();
      return;
    }
  };

  const table = async (client: Redis, exchange: string, freshMs = FRESH_MS): Promise<readonly Binding[]> => {
    const current = names();
    const key = current.bindingKey(exchange);
    const known = tables.get(key);
    if (known !== undefined && Date.now() - known.at < freshMs) return known.bindings;
    const [, members] = await client.sscan(key, 0, 'COUNT', MAX_MEMBERS);
    const bindings = members.slice(0, MAX_MEMBERS).flatMap((member) => toBinding(member, current.options.sep));
    if (tables.size >= MAX_EXCHANGES) tables.clear();
    tables.set(key, { at: Date.now(), bindings });
    return bindings;
  };

  return {
    async discover(client, freshMs = FRESH_MS) {
      const current = names();
      if (foundFor !== current.bindingGlob) {
        [foundFor, cursor, found, passing, discovery] = [current.bindingGlob, '0', new Set(), new Set(), null];
      }
      if (discovery !== null && Date.now() - discovery.at < freshMs) return discovery.queues;
      await scan(client, current);
      const queues = new Set<string>();
      for (const exchange of found)
        for (const binding of await table(client, exchange, freshMs)) if (!isFanout(binding)) queues.add(binding.queue);
      discovery = { at: Date.now(), queues: [...queues] };
      return discovery.queues;
    },
    async queueOf(client, exchange, routingKey) {
      if (exchange === '') return routingKey === '' ? null : routingKey;
      const bindings = await table(client, exchange);
      const exact = bindings.find((binding) => binding.routingKey === routingKey && binding.pattern === '');
      return (exact ?? bindings.find((binding) => isTakenBy(binding, routingKey)))?.queue ?? null;
    },
    async queuesOf(client, exchange, routingKey) {
      if (exchange === '') return routingKey === '' ? [] : [routingKey];
      const current = names();
      const members = await client.smembers(current.bindingKey(exchange));
      const bound = members.flatMap((member) => toBinding(member, current.options.sep));
      const matching = bound.filter((binding) => isTakenBy(binding, routingKey));
      return [...new Set(matching.map(({ queue }) => queue))];
    },
  };
}

function toBinding(member: string, sep: string): Binding[] {
  const [routingKey, pattern, queue] = member.split(sep);
  if (routingKey === undefined || pattern === undefined || !queue || queue.length > MAX_NAME_CHARS) return [];
  return [{ routingKey, pattern, queue }];
}

/** Bindings of a topic exchange have a pattern beside the key. */
function isTakenBy({ routingKey, pattern }: Binding, key: string): boolean {
  return pattern === '' ? routingKey === key : topicMatches(routingKey, pattern, key);
}

/** Broadcast queues exist as subscriptions only, never as lists. */
function isFanout({ routingKey, pattern, queue }: Binding): boolean {
  return (routingKey === '' && pattern === '') || queue.endsWith('.pidbox');
}
