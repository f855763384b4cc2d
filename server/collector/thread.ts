import { parentPort, workerData } from 'node:worker_threads';
import { openBackend } from '../backends';
import { openBroker } from '../brokers';
import { openWriter } from '../store';
import { StoreError } from '../store/store';
import type { CollectorConfig } from '../config';
import { createBackendSource } from './backend-source';
import { createCalls } from './calls';
import { createCollector } from './collector';
import type { FromCollector, ToCollector } from './messages';
import { learnTransport } from './learn-transport';

const port = parentPort;
if (port === null) throw new Error('This file is the collector thread; server/main.ts starts it.');
// Structured clone carries plain data only: the config is what server/main.ts made of its own schema.
const config = workerData as CollectorConfig;
const wallClock = (): number => Date.now() / 1000;
const post = (message: FromCollector): void => port.postMessage(message);

const stop = new AbortController();
try {
  const { writer: store, notices } = openWriter({ dataDir: config.dataDir, now: wallClock() });
  for (const text of notices) post({ type: 'log', level: 'warn', text });
  const broker = openBroker({
    url: config.brokerUrl,
    replay: config.replay,
    transport: config.transport,
    managementUrl: config.rabbitmqManagementUrl,
  });
  const backend = createBackendSource(config.resultBackend, openBackend);
  const collector = createCollector({
    broker,
    store,
    backend: backend.current,
    learned: (conf, stats) => {
      broker.adopt({ ...learnTransport(conf, stats), ...config.transport });
      backend.learned(conf);
    },
    limits: { retentionSeconds: config.retentionSeconds, maxTasks: config.maxTasks },
    post,
    now: broker.now ?? wallClock,
  });
  const answer = createCalls(collector, post);
  port.on('message', (message: ToCollector) => {
    if (message.type === 'stop') stop.abort();
    else void answer(message);
  });
  await collector.run(stop.signal);
  await backend.close();
  store.close();
  port.close();
} catch (error) {
  if (!(error instanceof StoreError)) throw error;
  post({ type: 'fatal', code: error.code, text: error.message });
  port.close();
}
