import { parentPort, Worker, workerData } from 'node:worker_threads';
import { openBackend } from '../backends';
import { isFollowed } from '../backends/reported-address';
import { createRpcAnswers } from '../backends/rpc';
import { openBroker } from '../brokers';
import { StoreError } from '../store/store';
import type { CollectorConfig } from '../config';
import { createBackendSource } from './backend-source';
import { createJobs, type Jobs } from '../jobs/jobs';
import { createCalls } from './calls';
import { createClockWatch } from './clock-watch';
import { createCollector } from './collector';
import { maskerOf } from '../config/masking';
import type { CollectorParts } from './collector-parts';
import { createFlusher } from './flusher';
import type { FromCollector, ToCollector } from './messages';
import { createMetricCounts } from './metric-counts';
import { learnTransport } from './learn-transport';
import { openStoreWriter } from './open-store-writer';
import { createWatching } from './watching';

/** It holds the rows of one write at a time. */
const WRITER_MEMORY = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 16 };

const port = parentPort;
if (port === null) throw new Error('This file is the collector thread; server/main.ts starts it.');
// Structured clone carries plain data only: the config is what server/main.ts made of its own schema.
const config = workerData as CollectorConfig;
const wallClock = (): number => Date.now() / 1000;
const masker = maskerOf(config.masking);
const post = (message: FromCollector): void =>
  port.postMessage(message.type === 'log' ? { ...message, text: masker.text(message.text) } : message);

const stop = new AbortController();
try {
  const clock = createClockWatch(wallClock, () => performance.now());
  // Without the thread that writes nothing can be kept: the next start of this one begins another.
  const { writer: store, notices } = await openStoreWriter(config, {
    settledAt: clock.cautious,
    start: (file, data, transferList = []) =>
      new Worker(new URL(file, import.meta.url), { workerData: data, transferList, resourceLimits: WRITER_MEMORY }),
    log: (text) => post({ type: 'log', level: 'warn', text }),
    lost(cause) {
      post({ type: 'log', level: 'error', text: `The thread that writes the store stopped (${cause}).` });
      process.exit(1);
    },
  });
  for (const text of notices) post({ type: 'log', level: 'warn', text });
  const broker = openBroker({
    url: config.brokerUrl,
    replay: config.replay,
    transport: config.transport,
    managementUrl: config.rabbitmqManagementUrl,
  });
  const answers = createRpcAnswers(broker);
  const backend = createBackendSource(
    config.resultBackend,
    (url, conf) => openBackend(url, conf, [answers.open]),
    (url) => isFollowed(url, config.brokerUrl),
  );
  // The next start looks at the file closely, and begins a fresh one if it must.
  const damaged = (error: StoreError): void => {
    post({ type: 'log', level: 'error', text: error.message });
    void store.close().finally(() => process.exit(1));
  };
  const flusher = createFlusher({
    store,
    log: (level, text) => post({ type: 'log', level, text }),
    damaged,
    now: wallClock,
  });
  let jobs: Jobs | null = null;
  let watchedUntil = broker.now === undefined ? store.watchedUntil() : null;
  const parts: CollectorParts = {
    broker,
    store,
    flusher,
    masker,
    backend: backend.current,
    backendAbsence: backend.absence,
    replyTo: async (uuid) => (backend.current()?.kind === 'rpc' ? answers.replyTo(uuid) : null),
    learned: (conf, stats) => {
      broker.adopt({ ...learnTransport(conf, stats), ...config.transport });
      backend.learned(conf);
    },
    limits: { retentionSeconds: config.retentionSeconds, maxTasks: config.maxTasks },
    readOnly: config.readOnly,
    inspectTimeoutMs: config.inspectTimeoutMs,
    enableEvents: config.enableEvents,
    post,
    jobsRevision: () => jobs?.revision ?? 0,
    counts: createMetricCounts(config.metrics),
    now: broker.now ?? clock.now,
    notices,
    damaged,
    // Asked by each collector, of which only the first begins after a pause.
    watchedUntil() {
      const until = watchedUntil;
      watchedUntil = null;
      return until;
    },
    cautiousNow: broker.now ?? clock.cautious,
  };
  const watching = createWatching({
    broker,
    open: () => createCollector(parts),
    clockJumped: broker.now === undefined ? clock.jumped : () => 0,
    clockSet: (seconds) => post({ type: 'log', level: 'warn', text: clockSetText(seconds) }),
    failed: (error) => post({ type: 'log', level: 'error', text: String(error) }),
    // The next start of this thread begins from the store, as after a crash.
    lost(error) {
      post({
        type: 'log',
        level: 'error',
        text: `After the clock was set the store could not be read: ${String(error)}`,
      });
      process.exit(1);
    },
  });
  // They go on though a collector begins anew.
  const bulk = createJobs({
    store: store.jobs,
    context: () => watching.current().control,
    now: wallClock,
    steady: () => performance.now() / 1000,
    failed: (error) => post({ type: 'log', level: 'error', text: String(error) }),
  });
  jobs = bulk;
  port.on('message', (message: ToCollector) => {
    if (message.type === 'stop') stop.abort();
    else void createCalls(watching.current(), bulk, post)(message);
  });
  await Promise.all([watching.run(stop.signal), bulk.run(stop.signal)]);
  await backend.close();
  await store.close();
  port.close();
} catch (error) {
  if (!(error instanceof StoreError)) throw error;
  post({ type: 'fatal', code: error.code, text: error.message });
  port.close();
}

function clockSetText(seconds: number): string {
  const way = seconds > 0 ? 'forward' : 'back';
  return `The clock was set ${way} by ${Math.abs(seconds).toFixed(0)} s: what depends on time is judged anew, and for an hour nothing is deleted for an age that only this made.`;
}
