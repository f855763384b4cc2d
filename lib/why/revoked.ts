import type { RevokeSight } from '../cluster/kept-revokes';
import { message } from '../i18n/message';
import { queueNameOf } from './place';
import type { TaskFacts } from './facts';
import { advice, claim, newestEvent, unknown, type Claim, type Rung } from './rung';
import { revokedByBackend } from './stored-revoke';

/** It was revoked: whoever knows that throws it away when its turn comes. */
export const revoked: Rung = {
  verdict: 'revoked',
  look(facts) {
    const { place } = facts;
    if (place === null) return unknown('revocation');
    const { revocation } = place;
    if (revocation === null) return revokedByBackend(facts);
    const { knownTo, unknownTo, isSentAgain } = revocation;
    const isForgotten = unknownTo.count > 0;
    const { kept, namedBy, at: revokedAt } = revocation;
    const from = kept !== null ? 'here' : namedBy === null ? 'withdrawn' : 'elsewhere';
    const values = { from, who: kept?.actor ?? '', worker: namedBy ?? '?', revokedAt };
    const [worker = '?'] = unknownTo.names;
    const again = isSentAgain ? 'yes' : 'no';
    const ignorant = { ...values, worker, count: unknownTo.count, more: unknownTo.count - 1, again };
    const untold = untoldBeforeStart(facts, revocation);
    const told = claim(
      'revokedKnowing',
      { count: knownTo.count, workers: textOf(knownTo) },
      'inspect revoked',
      place.at,
    );
    return {
      holds: 'yes',
      isProblem: untold !== null || (isForgotten && !isSentAgain),
      sentence: isForgotten
        ? message('why.revokedUnknown', ignorant)
        : untold !== null
          ? message('why.revokedNobody', { ...values, queue: untold, again })
          : message(kept === null ? 'why.revokedKnown' : 'why.revoked', values),
      evidence: [
        ...originOf(revocation),
        told,
        ...(isForgotten
          ? [
              claim(
                'revokedIgnorant',
                { count: unknownTo.count, workers: textOf(unknownTo) },
                'inspect revoked',
                place.at,
              ),
            ]
          : []),
        newestEvent(facts),
      ],
      advice:
        untold !== null && facts.place?.message?.in === 'queue'
          ? advice('removeMessage', { queue: untold })
          : isForgotten && !isSentAgain
            ? advice('revokeAgain')
            : null,
    };
  },
};

/**
 * The queue of a task that waits where no worker is up which may take it. A worker that starts fetches at once and is told
 * what was revoked a moment later; what waits for an eta there is still thrown away, what does not may have run.
 */
function untoldBeforeStart(facts: TaskFacts, { knownTo, unknownTo }: RevokeSight): string | null {
  const { task, place, now } = facts;
  const waits = place?.message?.in === 'queue' || (place?.message == null && task.state === 'SENT');
  const isDue = task.eta === null || task.eta <= now;
  return waits && isDue && knownTo.count + unknownTo.count === 0 ? queueNameOf(facts) : null;
}

function originOf({ kept, namedBy, at }: RevokeSight): readonly Claim[] {
  if (kept === null) return namedBy === null ? [] : [claim('revokedNamed', { worker: namedBy }, 'inspect revoked', at)];
  const { actor, reason, sentAgain, sentAgainCount } = kept;
  const last = sentAgain.findLast(({ outcome }) => outcome === 'ok');
  return [
    claim('revokedBy', { who: actor, reason: reason ?? '', hasReason: reason === null ? 'no' : 'yes' }, 'actions', at),
    ...(last === undefined ? [] : [claim('revokedSent', { count: sentAgainCount }, 'actions', last.at)]),
  ];
}

function textOf({ count, names }: RevokeSight['knownTo']): string {
  return count > names.length ? `${names.join(', ')} +${count - names.length}` : names.join(', ');
}
