import { createAmqpBroker } from './amqp';
import { BrokerError, type Broker, type TransportOptions } from './broker';
import { parseBrokerUrl } from './broker-url';
import { createRedisBroker } from './redis';

export interface BrokerConfig {
  readonly url: string;
  /** What the user set; workers report the rest. */
  readonly transport: Partial<TransportOptions>;
  /** RabbitMQ only; null looks for it beside the broker. */
  readonly managementUrl: string | null;
}

/** Opens the broker that a URL names. Nothing is connected before `run`. */
export function openBroker(config: BrokerConfig): Broker {
  const parsed = parseBrokerUrl(config.url);
  if (!parsed.ok) throw new BrokerError('BAD_BROKER_URL', parsed.reason);
  switch (parsed.url.kind) {
    case 'redis':
      return createRedisBroker(parsed.url, config.transport);
    case 'amqp':
      return createAmqpBroker(parsed.url, { managementUrl: config.managementUrl, transport: config.transport });
  }
}
