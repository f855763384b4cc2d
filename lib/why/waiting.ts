import { expired } from './expired';
import { delivered, lost, noConsumer, queued, unknownTask } from './in-queue';
import { notConsuming, prefetched, rateLimited, scheduled, workerGone } from './on-worker';
import { paused } from './paused';
import { revoked } from './revoked';
import type { Rung } from './rung';
import { silentSolo } from './silent-solo';
import { chordPartMissing, finishedUnseen, notSeen, notSent } from './unseen';

/** In the order of what is told first. */
export const WAITING: readonly Rung[] = [
  finishedUnseen,
  revoked,
  chordPartMissing,
  notSent,
  notSeen,
  expired,
  workerGone,
  scheduled,
  silentSolo,
  notConsuming,
  paused,
  noConsumer,
  unknownTask,
  rateLimited,
  prefetched,
  delivered,
  queued,
  lost,
];
