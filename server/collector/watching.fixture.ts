import type { Broker, BrokerSink } from '../brokers/broker';
import { StoreError } from '../store/store';
import type { Collector } from './collector-parts';
import { createWatching } from './watching';

/** A collector that only keeps what it was told. A clock that is set is staged for real in e2e, here its order of events. */
class KeepingCollector {
  readonly took: string[] = [];
  runs = 0;
  isRunning = false;
  readonly sink = {
    message: (raw: { readonly body: string }) => void this.took.push(raw.body),
    status: () => undefined,
  };

  constructor(private readonly ended: Promise<void>) {}

  finish(): Promise<void> {
    return this.ended;
  }

  async run(signal: AbortSignal): Promise<void> {
    this.runs += 1;
    this.isRunning = true;
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    this.isRunning = false;
  }
}

/** Watches a broker that says what the test says; the first collector has finished when the test calls `finished`. */
export function replayOf() {
  let sinkOfBroker: BrokerSink | null = null;
  let jump = 0;
  let failures = 0;
  let finished: () => void = () => undefined;
  const firstEnds = new Promise<void>((resolve) => {
    finished = resolve;
  });
  const collectors: KeepingCollector[] = [];
  const told = { failed: [] as unknown[], lost: [] as unknown[] };
  const end = new AbortController();
  const watching = createWatching({
    broker: {
      run: (sink: BrokerSink, signal: AbortSignal) =>
        new Promise<void>((resolve) => {
          sinkOfBroker = sink;
          signal.addEventListener('abort', () => resolve(), { once: true });
        }),
    } as unknown as Broker,
    open() {
      if (collectors.length > 0 && failures > 0) {
        failures -= 1;
        throw new StoreError('io', 'The database is away.');
      }
      const collector = new KeepingCollector(collectors.length === 0 ? firstEnds : Promise.resolve());
      collectors.push(collector);
      return collector as unknown as Collector;
    },
    clockJumped() {
      const seconds = jump;
      jump = 0;
      return seconds;
    },
    clockSet: () => undefined,
    failed: (error) => told.failed.push(error),
    lost: (error) => told.lost.push(error),
  });
  const running = watching.run(end.signal);
  return {
    collectors,
    told,
    finished: () => finished(),
    failOpening: (times: number) => void (failures = times),
    setClock: (seconds: number) => void (jump = seconds),
    sink: () => ({
      message: (body: string) => sinkOfBroker?.message({ at: 0, channel: '', body }),
    }),
    stop: async () => {
      finished();
      end.abort();
      await running;
    },
  };
}
