import { parseBrokerUrl } from '../brokers/broker-url';
import type { ResultBackend } from './backend';
import { createRedisBackend } from './redis';

/**
 * Opens the result backend of a URL; null for one that can't be read, or not yet. `conf` are the settings as a worker
 * reports them: the key prefix is found there.
 */
export function openBackend(url: string, conf: Readonly<Record<string, unknown>>): ResultBackend | null {
  const parsed = parseBrokerUrl(url);
  if (!parsed.ok) return null;
  switch (parsed.url.kind) {
    case 'redis':
      return createRedisBackend(parsed.url, conf);
    case 'amqp':
      return null;
  }
}
