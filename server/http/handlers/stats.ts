import { z } from 'zod';
import { clusterOf } from '../../views/view';
import { defineEndpoint } from '../endpoint';

const Stats = z.object({
  events: z.object({
    received: z.number(),
    perSecond: z.number(),
    malformed: z.number(),
    lost: z.number().nullable(),
    lagSeconds: z.number().nullable(),
  }),
  tasks: z.object({
    byState: z.record(z.string(), z.number()),
    inFlight: z.number(),
    running: z.number(),
    reserved: z.number(),
    scheduled: z.number(),
    ready: z.number().nullable(),
  }),
  workers: z.object({
    total: z.number(),
    up: z.number(),
    slots: z.number(),
    slotsBusy: z.number(),
    silent: z.array(z.string()),
  }),
  store: z.object({
    tasks: z.number(),
    bytes: z.number(),
    oldestAt: z.number().nullable(),
    error: z.string().nullable(),
  }),
});

export const stats = defineEndpoint({
  method: 'GET',
  path: '/api/v1/stats',
  permission: 'view',
  summary: 'Counts of events, tasks, workers and the store',
  answers: { 200: Stats },
  async handle(_call, services): Promise<z.infer<typeof Stats>> {
    const { stats: own } = clusterOf(services);
    const [byState, size] = await Promise.all([services.countsByState(), services.storeSize()]);
    return {
      events: {
        received: own.eventsReceived,
        perSecond: own.eventsPerSecond,
        malformed: own.eventsMalformed,
        lost: own.eventsLost,
        lagSeconds: own.lagSeconds,
      },
      tasks: {
        byState,
        inFlight: own.inFlight,
        running: own.running,
        reserved: own.reserved,
        scheduled: own.scheduled,
        ready: own.ready,
      },
      workers: {
        total: own.workersTotal,
        up: own.workersUp,
        slots: own.slots,
        slotsBusy: own.slotsBusy,
        silent: [...own.silentWorkers],
      },
      store: { ...size, error: own.storeError },
    };
  },
});
