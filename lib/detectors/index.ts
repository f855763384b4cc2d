import type { Detector, Sight } from './detector';
import { duplicateExecution } from './duplicate-execution';
import type { Observation } from './finding';
import { lookUp } from './look-up';
import { prefetchStarvation } from './prefetch-starvation';
import { queueWithoutConsumer } from './queue-without-consumer';

export const DETECTORS: readonly Detector[] = [duplicateExecution, prefetchStarvation, queueWithoutConsumer];

/** What all detectors see now. */
export function observeAll(sight: Sight): readonly Observation[] {
  const input = lookUp(sight);
  return DETECTORS.flatMap((detector) => detector.observe(input));
}
