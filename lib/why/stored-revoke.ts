import { message } from '../i18n/message';
import type { TaskFacts } from './facts';
import { placeClaims } from './place';
import { claim, newestEvent, NO, type Answer, type Claim } from './rung';
import { storedRevoke } from './stored-end';

/** A revoke that no worker has named yet, and that only the result backend tells. */
export function revokedByBackend(facts: TaskFacts): Answer {
  const stored = storedRevoke(facts);
  if (stored === null) return NO;
  return {
    holds: 'yes',
    isProblem: false,
    sentence: message('why.revokedStored', valuesOf(stored)),
    evidence: [...revokeClaims(facts), newestEvent(facts), ...placeClaims(facts)],
    advice: null,
  };
}

/** That somebody revoked it, where that alone ends nothing. */
export function revokeClaims(facts: TaskFacts): readonly Claim[] {
  const stored = storedRevoke(facts);
  const at = facts.place?.at ?? facts.readAt;
  return stored === null ? [] : [claim('storedRevoke', valuesOf(stored), 'result backend', at)];
}

function valuesOf({ at }: { readonly at: number | null }) {
  return { known: at === null ? 'no' : 'yes', revokedAt: at ?? 0 };
}
