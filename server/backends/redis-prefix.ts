import type { Redis } from 'ioredis';
import { isRecord } from '@/lib/celery/bounded';
import { BrokerError } from '../brokers/broker';

/** Celery prints this where a setting's name sounds like a secret, and `global_keyprefix` does. */
const MASKED = '********';
const RESULT = 'celery-task-meta-';
const SCAN_COUNT = 1000;
const SCAN_STEPS = 20;

/** What stands before the keys of a result backend, which is not what stands before the broker's; null: it is hidden. */
export function keyPrefix(conf: Readonly<Record<string, unknown>>): string | null {
  const options = conf['result_backend_transport_options'];
  const prefix = isRecord(options) ? options['global_keyprefix'] : null;
  if (prefix === MASKED) return null;
  return typeof prefix === 'string' ? asWritten(prefix) : '';
}

// Celery's own rule.
function asWritten(prefix: string): string {
  if (prefix.length > 200) return '';
  return prefix === '' || /[:_.-]$/.test(prefix) ? prefix : `${prefix}_`;
}

/** The prefix in the URL's option `global_keyprefix`, which is ours, and the URL without it. */
export function splitPrefix(url: string): { readonly url: string; readonly prefix: string | null } {
  const [address = '', query] = url.split('?', 2);
  if (query === undefined) return { url, prefix: null };
  const options = new URLSearchParams(query);
  const prefix = options.get('global_keyprefix');
  if (prefix === null) return { url, prefix: null };
  options.delete('global_keyprefix');
  return { url: options.size === 0 ? address : `${address}?${options.toString()}`, prefix: asWritten(prefix) };
}

/** Finds a hidden prefix where the database has results of one application only. */
export function createPrefixSearch(known: string | null): (client: Redis) => Promise<string> {
  let prefix = known;
  let cursor = '0';
  const seen = new Set<string>();
  return async (client) => {
    if (prefix !== null) return prefix;
    for (let step = 0; step < SCAN_STEPS; step += 1) {
      const [next, keys] = await client.scan(cursor, 'MATCH', `*${RESULT}*`, 'COUNT', SCAN_COUNT);
      for (const key of keys) if (seen.size < 2) seen.add(key.slice(0, key.indexOf(RESULT)));
      cursor = next;
      if (cursor === '0') break;
    }
    const [only] = seen;
    if (only === undefined || seen.size > 1)
      throw new BrokerError(
        'prefix_hidden',
        'Celery hides the prefix of its results’ keys, and which it is can’t be seen: name it, --result-backend "redis://…?global_keyprefix=…".',
      );
    // Only a whole walk has seen all prefixes.
    if (cursor === '0') prefix = only;
    return only;
  };
}
