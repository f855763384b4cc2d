import { brokerEviction } from './broker-eviction';
import { chordStuck } from './chord-stuck';
import { clockDrift } from './clock-drift';
import type { Detector, Sight } from './detector';
import { duplicateExecution } from './duplicate-execution';
import { duplicateExpected } from './duplicate-expected';
import { etaBeyondVisibilityTimeout } from './eta-beyond-visibility-timeout';
import { etaPileup } from './eta-pileup';
import { eventsDisabled } from './events-disabled';
import { eventsLost } from './events-lost';
import type { Observation } from './finding';
import { lookUp } from './look-up';
import { overlappingRuns } from './overlapping-runs';
import { periodicDoubled } from './periodic-doubled';
import { periodicMissed } from './periodic-missed';
import { periodicPileup } from './periodic-pileup';
import { poisonTask } from './poison-task';
import { prefetchStarvation } from './prefetch-starvation';
import { queueGrowing } from './queue-growing';
import { queueWithoutConsumer } from './queue-without-consumer';
import { rateLimited } from './rate-limited';
import { replyQueueLeak } from './reply-queue-leak';
import { resultCost } from './result-cost';
import { revokeForgotten } from './revoke-forgotten';
import { taskLost } from './task-lost';
import { taskReturns } from './task-returns';
import { taskStuck } from './task-stuck';
import { visibilityTimeoutMismatch } from './visibility-timeout-mismatch';
import { workerGone } from './worker-gone';
import { workerNotConsuming } from './worker-not-consuming';
import { workerUnknown } from './worker-unknown';

export const DETECTORS: readonly Detector[] = [
  brokerEviction,
  chordStuck,
  clockDrift,
  duplicateExecution,
  duplicateExpected,
  etaBeyondVisibilityTimeout,
  etaPileup,
  eventsDisabled,
  eventsLost,
  overlappingRuns,
  periodicDoubled,
  periodicMissed,
  periodicPileup,
  poisonTask,
  prefetchStarvation,
  queueGrowing,
  queueWithoutConsumer,
  rateLimited,
  replyQueueLeak,
  resultCost,
  revokeForgotten,
  taskLost,
  taskReturns,
  taskStuck,
  visibilityTimeoutMismatch,
  workerGone,
  workerNotConsuming,
  workerUnknown,
];

/** What all detectors see now. */
export function observeAll(sight: Sight): readonly Observation[] {
  const input = lookUp(sight);
  return DETECTORS.flatMap((detector) => detector.observe(input));
}
