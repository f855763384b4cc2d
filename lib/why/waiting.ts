import { delivered, expired, lost, noConsumer, queued, unknownTask } from './in-queue';
import { notConsuming, prefetched, rateLimited, scheduled, workerGone } from './on-worker';
import type { Rung } from './rung';

/** In the order of what is told first. */
export const WAITING: readonly Rung[] = [
  scheduled,
  workerGone,
  notConsuming,
  expired,
  noConsumer,
  unknownTask,
  rateLimited,
  prefetched,
  delivered,
  queued,
  lost,
];
