import { message } from '../i18n/message';
import type { DetectorName, Evidence } from './finding';

export interface GatheredEvidence {
  readonly evidence: readonly Evidence[];
  /** Adds one piece; `key` is that of its sentence among the detector's own. */
  readonly claim: (key: string, values: Readonly<Record<string, string | number>>, source: string, at: number) => void;
}

export function gatherEvidence(detector: DetectorName): GatheredEvidence {
  const evidence: Evidence[] = [];
  return {
    evidence,
    claim: (key, values, source, at) =>
      void evidence.push({ claim: message(`findings.${detector}.${key}`, values), source, at }),
  };
}
