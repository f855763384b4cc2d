import { z } from 'zod';
import { MAX_QUEUE_TYPES } from '@/lib/api/limits';
import { inOrderOfUrgency, toFindingView } from '@/lib/api/finding-view';
import { withWaits } from '@/lib/why/waits';
import { findingsAbout } from './findings-about';
import { onceAFrame } from './once-a-frame';
import { EntityName, toWindow, WindowParams } from './params';
import { clusterOf, type View } from './view';

const queuesOf = onceAFrame(({ queues, findings }) => ({
  queues: [...queues.values()],
  findings: inOrderOfUrgency(findings).map(toFindingView),
}));

export const queuesView: View<'queues', object> = {
  name: 'queues',
  params: z.object({}),
  inputs: ['frame'],
  compute: (source) => queuesOf(clusterOf(source)),
};

const Params = WindowParams.extend({ name: EntityName });
const MAX_WAITING = 100;

/** null: no such queue is known. */
export const queueView: View<'queue', z.infer<typeof Params>> = {
  name: 'queue',
  params: Params,
  inputs: ['frame', 'store', 'log', 'clock'],
  async compute(source, { name, ...window }) {
    const { queues, workers, revoked } = clusterOf(source);
    const queue = queues.get(name);
    if (queue === undefined) return null;
    const reader = source.reader();
    const now = source.now();
    const shown = toWindow(window);
    const [findings, depth, throughput, latency, waiting, types] = await Promise.all([
      findingsAbout(source, { kind: 'queue', id: name }),
      reader.depth(name, shown, now),
      reader.throughput({ queue: name }, shown, now),
      reader.latency({ queue: name }, shown, now),
      reader.waitingIn(name, MAX_WAITING),
      reader.types({ queue: name }, shown, now, MAX_QUEUE_TYPES),
    ]);
    return {
      queue,
      findings,
      consumers: [...workers.values()].filter((worker) => worker.queues?.includes(name)),
      depth,
      throughput,
      latency,
      waiting: withWaits(waiting, { queues, workers, revoked }),
      types,
    };
  },
};
