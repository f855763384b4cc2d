import type { TransportOptions } from '../brokers/broker';

type Settings = Readonly<Record<string, unknown>>;

/**
 * What a worker's own settings say of how to read its broker: `stats.broker.transport_options` and `conf`. Values of
 * another type than kombu's are left out.
 */
export function learnTransport(conf: Settings | null, stats: Settings | null): Partial<TransportOptions> {
  const broker = recordOf(stats?.['broker']);
  const options = { ...recordOf(conf?.['broker_transport_options']), ...recordOf(broker?.['transport_options']) };
  const learned: Partial<{ -readonly [K in keyof TransportOptions]: TransportOptions[K] }> = {};
  const text = (value: unknown, take: (text: string) => void): void => {
    if (typeof value === 'string' && value.length > 0 && value.length <= 200) take(value);
  };
  text(options['global_keyprefix'], (value) => (learned.globalKeyprefix = value));
  text(options['sep'], (value) => (learned.sep = value));
  text(options['unacked_key'], (value) => (learned.unackedKey = value));
  text(options['unacked_index_key'], (value) => (learned.unackedIndexKey = value));
  text(options['fanout_prefix'], (value) => (learned.fanoutPrefix = value));
  text(conf?.['event_exchange'], (value) => (learned.eventExchange = value));
  text(conf?.['control_exchange'], (value) => (learned.controlExchange = value));
  if (typeof options['fanout_prefix'] === 'boolean') learned.fanoutPrefix = options['fanout_prefix'];
  if (typeof options['fanout_patterns'] === 'boolean') learned.fanoutPatterns = options['fanout_patterns'];
  const steps = options['priority_steps'];
  if (Array.isArray(steps) && steps.length > 0 && steps.length <= 20 && steps.every((step) => Number.isInteger(step))) {
    learned.prioritySteps = steps.map(Number);
  }
  return learned;
}

function recordOf(value: unknown): Settings | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
}
