import type { BrokerSink } from '../brokers/broker';
import type { Ingest } from '../ingest/ingest';
import type { GapLog } from './gaps';
import type { Pressure } from './pressure';

interface SinkParts {
  readonly ingest: Pick<Ingest, 'accept'>;
  readonly gaps: GapLog;
  readonly pressure: Pressure;
  readonly status: BrokerSink['status'];
}

/** Hands on what the broker tells; what is too much is left out here. */
export function createBrokerSink({ ingest, gaps, pressure, status }: SinkParts): BrokerSink {
  const steady = (): number => performance.now() / 1000;
  return {
    message(raw) {
      if (pressure.takesMessage(raw, steady())) ingest.accept(raw);
    },
    status,
    stream(reading) {
      gaps.stream(reading);
      pressure.stream(reading, steady());
    },
    missed: (missed) => gaps.missed(missed),
  };
}
