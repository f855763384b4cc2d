import { createAmqpBroker } from './amqp';
import { BrokerError, type Broker, type TransportOptions } from './broker';
import { parseBrokerUrl } from './broker-url';
import { createRedisBroker } from './redis';
import { createReplayBroker } from './replay';

export interface BrokerConfig {
  /** null when a recording is played in its place. */
  readonly url: string | null;
  readonly replay?: { readonly file: string; readonly speed: number } | null;
  /** What the user set; workers report the rest. */
  readonly transport: Partial<TransportOptions>;
  /** RabbitMQ only; null looks for it beside the broker. */
  readonly managementUrl: string | null;
}

/** Opens the broker that a URL names, or a recording. Nothing is connected before `run`. */
export function openBroker({ url, replay, transport, managementUrl }: BrokerConfig): Broker {
  if (replay != null) return createReplayBroker(replay);
  if (url === null) throw new BrokerError('BAD_BROKER_URL', 'No broker URL was given; pass one with --broker-url.');
  const parsed = parseBrokerUrl(url);
  if (!parsed.ok) throw new BrokerError('BAD_BROKER_URL', parsed.reason);
  switch (parsed.url.kind) {
    case 'redis':
      return createRedisBroker(parsed.url, transport);
    case 'amqp':
      return createAmqpBroker(parsed.url, { managementUrl, transport });
  }
}
