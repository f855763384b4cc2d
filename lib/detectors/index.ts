import type { Detector, DetectorInput } from './detector';
import { duplicateExecution } from './duplicate-execution';
import type { Observation } from './finding';
import { prefetchStarvation } from './prefetch-starvation';

export const DETECTORS: readonly Detector[] = [duplicateExecution, prefetchStarvation];

/** What all detectors see now. */
export function observeAll(input: DetectorInput): readonly Observation[] {
  return DETECTORS.flatMap((detector) => detector.observe(input));
}
