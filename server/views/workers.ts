import { z } from 'zod';
import { inOrderOfUrgency, toFindingView } from '@/lib/api/finding-view';
import { EntityName, toWindow, WindowParams } from './params';
import { findingsAbout } from './findings-about';
import { onceAFrame } from './once-a-frame';
import { clusterOf, type View } from './view';

const workersOf = onceAFrame(({ workers, findings }) => ({
  workers: [...workers.values()],
  findings: inOrderOfUrgency(findings).map(toFindingView),
}));

export const workersView: View<'workers', object> = {
  name: 'workers',
  params: z.object({}),
  inputs: ['frame'],
  compute: (source) => workersOf(clusterOf(source)),
};

const Params = WindowParams.extend({ hostname: EntityName });
const MAX_HELD = 500;
const MAX_LANE_RUNS = 2_000;
const LANES_SECONDS = 600;

/** null: no such worker was ever seen. */
export const workerView: View<'worker', z.infer<typeof Params>> = {
  name: 'worker',
  params: Params,
  inputs: ['frame', 'store', 'log', 'clock'],
  async compute(source, { hostname, ...window }) {
    if (!clusterOf(source).workers.has(hostname)) return null;
    const worker = await source.collector.call('workerDetail', { hostname, refresh: false });
    if (worker === null) return null;
    const reader = source.reader();
    const now = source.now();
    const shown = toWindow(window);
    const [findings, held, lanes, throughput, latency] = await Promise.all([
      findingsAbout(source, { kind: 'worker', id: hostname }),
      reader.heldBy(hostname, MAX_HELD),
      reader.lanes(hostname, now - LANES_SECONDS, MAX_LANE_RUNS),
      reader.throughput({ worker: hostname }, shown, now),
      reader.latency({ worker: hostname }, shown, now),
    ]);
    return { worker, findings, ...held, lanes, throughput, latency };
  },
};
